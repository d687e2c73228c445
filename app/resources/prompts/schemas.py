"""The shapes of prompts."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.fields import Switch
from app.resources.editions.schemas import EditionRead, Words
from app.vocabulary import PromptKind

EXAMPLE: JsonDict = {
    "kind": "check_in",
    "text": "Which song has been in your head this week?",
    "in_use": True,
}


class PromptPut(BaseModel):
    """A prompt, whole; its kind stays what it was at first."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    kind: PromptKind
    text: Words
    in_use: Switch = Field(default=True, description="False withdraws it; it stays in the list.")


class PromptRead(EditionRead):
    """One edition of a prompt."""

    code: str
    kind: PromptKind
    text: str
    in_use: bool
