"""The answer of the rules to a row, in the words of the pages."""

import re
from datetime import date

from app.rules.catalogue import evaluate
from app.rules.defaults import WARNING_DAYS
from app.rules.expectation import Expectation
from app.rules.state import days_late, state_on
from app.vocabulary import State
from tests.rules.make import book
from tests.rules.table.clauses import facts_of
from tests.rules.table.reading import Row, UnreadableError, day_of, in_words

NOTHING = "nothing is expected"
WORDS = {
    State.MET: "met",
    State.MET_LATE: "met late",
    State.ENDED: "no longer expected",
    State.OVERDUE: "overdue",
    State.PAUSED: "paused",
    State.CANNOT_JUDGE: "cannot be judged",
    State.DUE_TODAY: "due today",
    State.DUE_SOON: "due soon",
    State.NOT_YET_DUE: "not yet due",
}
ANSWER = re.compile(
    rf"({'|'.join(sorted(WORDS.values(), key=len, reverse=True))}|{NOTHING})"
    r"(?:, due ([^,]+))?(?:, (\d+) days? late)?"
)


def state_in(row: Row) -> str:
    """The state that a row says; an answer in other words is an error."""
    return _asked(row)[0]


def answer_to(row: Row) -> str:
    """What the rules say, told as the row tells it: with a due day and days late where it does.

    A row that gives a due day asks for what is due that day, any other for what was opened last.
    """
    _, due_on, late = _asked(row)
    as_at = _placed(row, row.as_at)
    standing = [
        one
        for one in evaluate(facts_of(row), book())
        if one.rule == row.rule and state_on(one, as_at, WARNING_DAYS)
    ]
    if due_on:
        found = [one for one in standing if one.due_on == due_on]
    else:
        latest = max((one.opened_on for one in standing), default=None)
        found = [one for one in standing if one.opened_on == latest]
    told = {_told(one, as_at, due=due_on is not None, late=late) for one in found}
    return " or ".join(sorted(told)) or _otherwise(standing, as_at)


def _asked(row: Row) -> tuple[str, date | None, bool]:
    found = ANSWER.fullmatch(row.answer)
    if not found:
        raise UnreadableError(f"{row.place}: the answer “{row.answer}” is not known")
    return found[1], _placed(row, found[2]) if found[2] else None, found[3] is not None


def _placed(row: Row, words: str) -> date:
    try:
        return day_of(words)
    except UnreadableError as error:
        raise UnreadableError(f"{row.place}: {error}") from error


def _told(one: Expectation, as_at: date, *, due: bool, late: bool) -> str:
    state = state_on(one, as_at, WARNING_DAYS)
    assert state
    parts = [WORDS[state]]
    if due:
        parts.append(f"due {in_words(one.due_on) if one.due_on else 'on no day'}")
    days = days_late(one, as_at)
    if late:
        parts.append(f"{days} day{'' if days == 1 else 's'} late")
    return ", ".join(parts)


def _otherwise(standing: list[Expectation], as_at: date) -> str:
    """What to tell where nothing is due on the day that the row gives."""
    return "; ".join(_told(one, as_at, due=True, late=False) for one in standing) or NOTHING
