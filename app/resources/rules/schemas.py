"""The shapes of rules."""

from typing import Any

from pydantic import BaseModel, Field

from app.vocabulary import Severity, SubjectType


class RuleRead(BaseModel):
    """One rule: what it expects, why, and the organisation's values."""

    code: str
    title: str
    expects: str
    why: str = Field(description="What the expectation is for.")
    block: str
    severity: Severity
    subjects: list[SubjectType]
    duty: list[str] = Field(description="Where the expectation comes from.")
    number: list[str] = Field(description="Where the default of its number comes from.")
    clears_when: str = Field(description="What settles it, under the organisation's values.")
    example: str = Field(
        description="Invented facts, and what the rule makes of them under the shipped policy."
    )
    policy_version: int
    parameters: dict[str, Any]


class Rules(BaseModel):
    """The catalogue."""

    items: list[RuleRead]
