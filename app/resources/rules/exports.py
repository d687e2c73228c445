"""The catalogue of rules as a table."""

from app.resources.rules import service
from app.resources.rules.schemas import RuleRead
from app.web.door import Read
from app.web.formats.operations import Export, Found, Unfiltered
from app.web.formats.table import Batches, Column, columns_in

COLUMNS = columns_in(RuleRead)


def _columns(query: Unfiltered) -> tuple[Column, ...]:
    return COLUMNS


async def _found(read: Read, query: Unfiltered) -> Found:
    rules = (await read(service.find_all)).items
    versions = sorted({rule.policy_version for rule in rules})
    return (("policy_versions", ", ".join(map(str, versions))),), _rows(rules)


async def _rows(rules: list[RuleRead]) -> Batches:
    yield [[getattr(rule, column.name) for column in COLUMNS] for rule in rules]


RULES = Export("/rules", "The catalogue of rules", Unfiltered, _columns, _found)
