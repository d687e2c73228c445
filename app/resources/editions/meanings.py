"""What the labels of a source mean to the rules: our own words, else what its mapping says."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam

from app.db import clients
from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Edition
from app.db.unit_of_work import UnitOfWork, owned
from app.vocabulary import EditionType, MappingField, PlanType, Stage

EDITION = columns_of(Edition)
IS_MAPPING = EDITION.type == EditionType.MAPPING.value
WORDS: Mapping[MappingField, frozenset[str]] = {
    MappingField.STAGE: frozenset(Stage),
    MappingField.PLAN_TYPE: frozenset(PlanType),
}
NEWEST = Prepared(
    owned(Edition, EDITION.document)
    .where(IS_MAPPING, EDITION.code == bindparam("code"))
    .order_by(EDITION.version.desc())
    .limit(1)
)


def code_of(source: str, field: MappingField) -> str:
    """What the mapping of one field of a source is called among the editions."""
    return f"{source}/{field.value}"


def meanings(
    uow: UnitOfWork, source: str | None, field: MappingField, labels: Iterable[str]
) -> dict[str, str | None]:
    """What each label means, None where nothing says so; no mapping changes before the commit."""
    words, wanted = WORDS[field], list(labels)
    mapped: dict[str, str] = {}
    if source is not None and not words.issuperset(wanted):
        clients.hold(uow)
        row = uow.one(NEWEST, code=code_of(source, field))
        mapped = json.loads(row.document)["labels"] if row else {}
    return {label: label if label in words else mapped.get(label) for label in wanted}
