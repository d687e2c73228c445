"""The shapes of rules."""

from typing import Any

from pydantic import BaseModel, Field

from app.vocabulary import Severity, SubjectType


class RuleRead(BaseModel):
    """One rule: what it expects, why, and the organisation's values."""

    code: str = Field(description="What other lists call it.")
    title: str = Field(description="Its name in words.")
    expects: str = Field(description="What it expects, in a sentence.")
    why: str = Field(description="What the expectation is for.")
    block: str = Field(description="How it is built: cadence, deadline or content.")
    severity: Severity = Field(description="How grave it is where it is not met.")
    subjects: list[SubjectType] = Field(description="Whose its expectations are.")
    duty: list[str] = Field(description="Where the expectation comes from.")
    number: list[str] = Field(description="Where the default of its number comes from.")
    clears_when: str = Field(description="What settles it, under the organisation's values.")
    example: str = Field(
        description="Invented facts, and what the rule makes of them under the shipped policy."
    )
    policy_version: int = Field(description="The policy that its values are from.")
    parameters: dict[str, Any] = Field(description="The values that the policy sets.")


class Rules(BaseModel):
    """The catalogue."""

    items: list[RuleRead]
