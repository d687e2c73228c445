"""Prompts: add an edition, read them; which aspects of identity a session may name."""

from collections.abc import Callable

from app.db.unit_of_work import UnitOfWork
from app.errors import Fault, Invalid
from app.resources.editions import service as editions
from app.resources.editions.schemas import Editions, Written
from app.resources.editions.service import Collection, Kept
from app.resources.prompts.schemas import PromptPut, PromptRead
from app.resources.prompts.shipped import SHIPPED
from app.vocabulary import EditionType, IdentityAspect, PromptKind

PROMPTS = Collection(
    EditionType.PROMPT, {code: prompt.model_dump(mode="json") for code, prompt in SHIPPED.items()}
)


def put(uow: UnitOfWork, code: str, sent: PromptPut) -> Callable[[], Written[PromptRead]]:
    """Add the next edition of a prompt."""
    kept, outcome = editions.add(uow, PROMPTS, code, sent.model_dump(mode="json"))
    kind = editions.history(uow, PROMPTS, code)[0].document["kind"]
    if kind != sent.kind:
        fault = Fault("kind-fixed", f"This prompt is of the kind {kind}.", pointer="/kind")
        raise Invalid("Give a prompt of another kind a code of its own.", faults=(fault,))
    return lambda: Written[PromptRead](outcome=outcome, edition=_read(kept))


def find_all(uow: UnitOfWork, kind: PromptKind | None) -> Editions[PromptRead]:
    """The newest edition of each prompt, of one kind or of all; the shipped ones first."""
    found = map(_read, editions.find_all(uow, PROMPTS))
    return Editions(items=[prompt for prompt in found if kind in (None, prompt.kind)])


def find(uow: UnitOfWork, code: str, version: int | None) -> PromptRead:
    """One prompt: its newest edition, or one of its versions."""
    return _read(editions.find(uow, PROMPTS, code, version))


def versions(uow: UnitOfWork, code: str) -> Editions[PromptRead]:
    """Every edition of one prompt, the first first."""
    return Editions(items=[_read(kept) for kept in editions.history(uow, PROMPTS, code)])


def aspects(uow: UnitOfWork) -> frozenset[str]:
    """The aspects of identity that a session may name: the fifteen, and the organisation's own."""
    prompts = find_all(uow, PromptKind.IDENTITY_ASPECT).items
    return frozenset(IdentityAspect) | {prompt.code for prompt in prompts if prompt.in_use}


def _read(kept: Kept) -> PromptRead:
    return PromptRead(
        id=kept.id,
        version=kept.version,
        created_at=kept.created_at,
        code=kept.code,
        **kept.document,
    )
