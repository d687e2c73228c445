"""Which template a session followed, and its answers to what that asks beyond our fields."""

from pydantic_core import PydanticCustomError

from app.db.pending import Document, Stored
from app.db.unit_of_work import UnitOfWork
from app.errors import Fault, Invalid, NotFound
from app.fields import as_day
from app.resources.sessions.document import SessionDocument
from app.resources.templates import service as templates
from app.resources.templates.schemas import Question, TemplateRead
from app.vocabulary import QuestionKind

Given = bool | int | str
RANGES = {QuestionKind.SCORE: (1, 10), QuestionKind.MINUTES: (0, 1440)}
WANTED = {
    QuestionKind.TEXT: "text",
    QuestionKind.YES_NO: "true or false",
    QuestionKind.SCORE: "a whole number from 1 to 10",
    QuestionKind.MINUTES: "a whole number of minutes, at most those of a day",
    QuestionKind.DAY: "a day, YYYY-MM-DD",
    QuestionKind.CHOICE: "one of its choices",
}


def prepare(uow: UnitOfWork, record: Stored | None, document: Document) -> Document:
    """A template without a version is the edition followed so far, else the newest one now."""
    code, version = document.get("template"), document.get("template_version")
    if code is None:
        return {**document, "template_version": None}
    if version is None and record is not None and record.document.get("template") == code:
        version = record.document["template_version"]
    if version is None:
        version = _edition(uow, code, None).version
    return {**document, "template_version": version}


def examine(uow: UnitOfWork, session: SessionDocument) -> None:
    """Refuse a template that there is not, and answers that it does not ask for."""
    if session.template is None:
        return
    edition = _edition(uow, session.template, session.template_version)
    asked = {
        question.code: question
        for section in edition.sections
        for question in section.questions
        if question.field is None
    }
    faults = []
    for position, answer in enumerate(session.template_answers or ()):
        question = asked.get(answer.question)
        if question is None:
            detail = "The template asks no such question, or its answer has a field of its own."
            faults.append(_fault("unknown-question", detail, position, "question"))
        elif answer.answer is not None and not _fits(question, answer.answer):
            detail = f"An answer to this question is {WANTED[question.kind]}."
            faults.append(_fault("wrong-answer", detail, position, "answer"))
    if faults:
        raise Invalid("Some answers do not fit the template.", faults=tuple(faults))


def _edition(uow: UnitOfWork, code: str, version: int | None) -> TemplateRead:
    try:
        return templates.find(uow, code, version)
    except NotFound:
        fault = Fault("reference-not-found", "There is no such template.", pointer="/template")
        raise Invalid(
            "A template that is named does not exist.", code="reference-not-found", faults=(fault,)
        ) from None


def _fits(question: Question, answer: Given) -> bool:
    if question.kind is QuestionKind.CHOICE:
        return answer in (question.choices or ())
    if question.kind in RANGES:
        first, last = RANGES[question.kind]
        return not isinstance(answer, bool | str) and first <= answer <= last
    if question.kind is QuestionKind.DAY:
        return isinstance(answer, str) and _is_day(answer)
    return isinstance(answer, bool if question.kind is QuestionKind.YES_NO else str)


def _is_day(text: str) -> bool:
    try:
        as_day(text)
    except PydanticCustomError:
        return False
    return True


def _fault(code: str, detail: str, position: int, name: str) -> Fault:
    return Fault(code, detail, pointer=f"/template_answers/{position}/{name}")
