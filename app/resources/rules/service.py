"""The catalogue of rules with an organisation's own values."""

from functools import cache

from app.db.unit_of_work import UnitOfWork
from app.errors import NotFound
from app.resources.expectations.rulebook import rulebook
from app.resources.rules.schemas import RuleRead, Rules
from app.rules.catalogue import CATALOGUE, RULES, Rule
from app.rules.examples import judged
from app.rules.policy import Policy
from app.rules.wording import clears_in_general


def find_all(uow: UnitOfWork) -> Rules:
    """Every rule, in reporting order."""
    policy = rulebook(uow).policy_on(uow.today)
    return Rules(items=[_read(rule, policy) for rule in CATALOGUE])


def find(uow: UnitOfWork, code: str) -> RuleRead:
    """One rule."""
    if code not in RULES:
        raise NotFound("There is no such rule.")
    return _read(RULES[code], rulebook(uow).policy_on(uow.today))


@cache
def _example(code: str) -> str:
    """The same for everybody, so worked out once."""
    found = judged(code)
    return f"{found.example.facts} {found.paragraph}"


def _read(rule: Rule, policy: Policy) -> RuleRead:
    return RuleRead(
        code=rule.code,
        title=rule.title,
        expects=rule.expects,
        why=rule.why,
        block=rule.block.value,
        severity=rule.severity,
        subjects=list(rule.subjects),
        duty=[source.value for source in rule.basis.duty],
        number=[source.value for source in rule.basis.number],
        clears_when=clears_in_general(rule.code, policy.rules[rule.code], rule.subjects),
        example=_example(rule.code),
        policy_version=policy.version,
        parameters=policy.rules[rule.code].to_document(),
    )
