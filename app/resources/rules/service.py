"""The catalogue of rules with an organisation's own values."""

from app.db.unit_of_work import UnitOfWork
from app.errors import NotFound
from app.resources.expectations.rulebook import rulebook
from app.resources.rules.schemas import RuleRead, Rules
from app.rules.catalogue import CATALOGUE, RULES, Rule
from app.rules.policy import Policy


def find_all(uow: UnitOfWork) -> Rules:
    """Every rule, in reporting order."""
    policy = rulebook(uow).policy_on(uow.today)
    return Rules(items=[_read(rule, policy) for rule in CATALOGUE])


def find(uow: UnitOfWork, code: str) -> RuleRead:
    """One rule."""
    if code not in RULES:
        raise NotFound("There is no such rule.")
    return _read(RULES[code], rulebook(uow).policy_on(uow.today))


def _read(rule: Rule, policy: Policy) -> RuleRead:
    return RuleRead(
        code=rule.code,
        title=rule.title,
        expects=rule.expects,
        block=rule.block.value,
        severity=rule.severity,
        subjects=list(rule.subjects),
        duty=[source.value for source in rule.basis.duty],
        number=[source.value for source in rule.basis.number],
        policy_version=policy.version,
        parameters=policy.rules[rule.code].to_document(),
    )
