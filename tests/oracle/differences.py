"""Where the rules and the slow walk part: the first day of each expectation, in words."""

from collections import defaultdict
from datetime import date

from app.rules.catalogue import RULES, Block, evaluate
from app.rules.expectation import Expectation
from app.rules.policy import RuleBook
from app.rules.state import days_late, state_on
from app.vocabulary import State
from tests.oracle.days import each_day
from tests.oracle.slate import Answer, Carried, Key
from tests.oracle.span import FIRST_DAY, LAST_DAY
from tests.oracle.walk import Stream, answers

WARNING_DAYS = 7
NOTHING = Answer(None)


def differences(stream: Stream, book: RuleBook) -> list[str]:
    """For each expectation the first day on which the two differ, in words."""
    slow = answers(stream, book, FIRST_DAY, LAST_DAY, WARNING_DAYS)
    fast: dict[Key, list[Expectation]] = defaultdict(list)
    for row in evaluate(stream, book):
        fast[row.rule, row.anchor].append(row)
    return [
        found
        for key in sorted({*slow, *fast})
        if (found := differs(key, slow.get(key, {}), fast.get(key, [])))
    ]


def differs(key: Key, slow: dict[date, Answer], fast: list[Expectation]) -> str | None:
    """A cadence's plan is that of the day on which a stretch begins: it is compared there."""
    recurring = RULES[key[0]].block is Block.CADENCE
    begun: dict[date, Expectation] = {row.from_on: row for row in fast}
    row, last = None, None
    for today in each_day(min([*slow, *begun, LAST_DAY]), LAST_DAY):
        begins = today in begun
        row = begun.get(today, row)
        walked = slow.get(today, NOTHING)
        if walked is last and settled(walked) and not begins:
            continue
        last, told = walked, said_on(row, today)
        if walked.state in (None, State.ENDED):
            walked = NOTHING
        if recurring and not begins:
            walked, told = without_plan(walked), without_plan(told)
        if walked != told:
            return f"{' '.join(key)}, {today}: {words(walked)} != {words(told)} (the rules)"
    return None


def settled(answer: Answer) -> bool:
    """Nothing can come after that but another stretch."""
    return answer.state in (State.MET, State.MET_LATE)


def said_on(row: Expectation | None, today: date) -> Answer:
    """What the stretch says that began last."""
    state = state_on(row, today, WARNING_DAYS) if row else None
    if row is None or state in (None, State.ENDED):
        return NOTHING  # what has ended unmet is listed on request only
    carried = Carried(row.worker_id, row.supervisor_id, row.team_id, row.plan_type)
    met_on = row.met_on if state in (State.MET, State.MET_LATE) else None
    return Answer(state, row.due_on, met_on, days_late(row, today), carried)


def without_plan(answer: Answer) -> Answer:
    return answer._replace(carried=answer.carried._replace(plan_type=None))


def words(answer: Answer) -> str:
    people = [each.hex.lstrip("0") if each else "-" for each in answer.carried[:3]]
    return (
        f"{answer.state or 'nothing stands'}, due {answer.due_on}, met {answer.met_on}, "
        f"late {answer.days_late}, by {'/'.join(people)}, plan {answer.carried.plan_type}"
    )
