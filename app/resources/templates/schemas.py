"""The shapes of templates."""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.fields import Line
from app.resources.editions.schemas import Code, EditionRead, Words
from app.resources.records.checks import once
from app.vocabulary import QuestionKind, SessionField

MOST_QUESTIONS = 300
EXAMPLE: JsonDict = {
    "title": "Short supervision",
    "sections": [
        {
            "code": "opening",
            "title": "Opening",
            "purpose": "Arrive before the work begins.",
            "questions": [
                {
                    "code": "arriving",
                    "text": "How are you arriving today?",
                    "kind": "text",
                    "field": "check_in.note",
                },
                {
                    "code": "energy",
                    "text": "How much energy do you bring?",
                    "kind": "choice",
                    "choices": ["plenty", "enough", "little"],
                },
            ],
        }
    ],
}


class Question(BaseModel):
    """One question; `field` says where its answer goes, null: among the session's own extras."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    text: Words
    kind: QuestionKind
    choices: list[Line] | None = Field(
        default=None, min_length=2, max_length=50, description="Of a choice, and of nothing else."
    )
    field: SessionField | None = Field(
        default=None, description="The session's own field that the answer goes into."
    )

    @model_validator(mode="after")
    def _choices_where_there_is_a_choice(self) -> Self:
        if (self.kind is QuestionKind.CHOICE) != (self.choices is not None):
            raise PydanticCustomError("choices", "A choice has choices; no other kind has.")
        once("choices", self.choices or ())
        return self


class Section(BaseModel):
    """Questions that belong together, and what they are for."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    title: Line
    purpose: Words | None = None
    questions: list[Question] = Field(max_length=100)


class TemplatePut(BaseModel):
    """A template, whole; every code stands in it once."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    title: Line
    sections: list[Section] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        once("sections", (section.code for section in self.sections))
        codes = list(self._questions())
        once("questions", codes)
        if len(codes) > MOST_QUESTIONS:
            raise PydanticCustomError(
                "too-many", "A template has {most} questions at most.", {"most": MOST_QUESTIONS}
            )
        return self

    def _questions(self) -> Iterator[str]:
        for section in self.sections:
            for question in section.questions:
                yield question.code


class TemplateRead(EditionRead):
    """One edition of a template."""

    code: str
    title: str
    sections: list[Section]
