"""What an answer says of the flags that its request raised and cleared."""

from app.db.unit_of_work import UnitOfWork
from app.resources.expectations.rulebook import rulebook
from app.resources.records.schemas import FlagNotice, FlagNotices
from app.rules.catalogue import RULES
from app.rules.expectation import Expectation
from app.rules.state import days_late, state_on
from app.rules.wording import sentence
from app.vocabulary import State


def notices(uow: UnitOfWork) -> FlagNotices:
    """The flags that changed in this unit of work, as at its day."""
    return FlagNotices(
        raised=[_notice(uow, flag) for flag in uow.pending.raised],
        cleared=[_notice(uow, flag) for flag in uow.pending.cleared],
    )


def _notice(uow: UnitOfWork, flag: Expectation) -> FlagNotice:
    warning_days = rulebook(uow).policy_on(uow.today).warning_days
    exemptions = uow.pending.excused.get(flag.id, ())
    return FlagNotice(
        id=flag.id,
        rule=flag.rule,
        severity=RULES[flag.rule].severity.value,
        state=state_on(flag, uow.today, warning_days, exemptions) or State.ENDED,
        due_on=flag.due_on,
        days_late=days_late(flag, uow.today, exemptions),
        subject_type=flag.subject_type.value,
        subject_id=flag.subject_id,
        record_type=flag.record_type,
        record_id=flag.record_id,
        sentence=sentence(flag),
    )
