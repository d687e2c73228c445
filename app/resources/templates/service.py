"""Templates: add an edition, read them."""

from collections.abc import Callable

from app.db.unit_of_work import UnitOfWork
from app.resources.editions import service as editions
from app.resources.editions.schemas import Editions, Written
from app.resources.editions.service import Collection, Kept
from app.resources.templates.schemas import TemplatePut, TemplateRead
from app.resources.templates.shipped import SHIPPED
from app.vocabulary import EditionType

TEMPLATES = Collection(
    EditionType.TEMPLATE,
    {code: template.model_dump(mode="json") for code, template in SHIPPED.items()},
)


def put(uow: UnitOfWork, code: str, sent: TemplatePut) -> Callable[[], Written[TemplateRead]]:
    """Add the next edition of a template."""
    kept, outcome = editions.add(uow, TEMPLATES, code, sent.model_dump(mode="json"))
    return lambda: Written[TemplateRead](outcome=outcome, edition=_read(kept))


def find_all(uow: UnitOfWork) -> Editions[TemplateRead]:
    """The newest edition of each template, the shipped one first."""
    return Editions(items=[_read(kept) for kept in editions.find_all(uow, TEMPLATES)])


def find(uow: UnitOfWork, code: str, version: int | None) -> TemplateRead:
    """One template: its newest edition, or one of its versions."""
    return _read(editions.find(uow, TEMPLATES, code, version))


def versions(uow: UnitOfWork, code: str) -> Editions[TemplateRead]:
    """Every edition of one template, the first first."""
    return Editions(items=[_read(kept) for kept in editions.history(uow, TEMPLATES, code)])


def _read(kept: Kept) -> TemplateRead:
    return TemplateRead(
        id=kept.id,
        version=kept.version,
        created_at=kept.created_at,
        code=kept.code,
        **kept.document,
    )
