"""A worked example of each rule about a worker's supervision and its agreement."""

from dataclasses import replace
from datetime import date

from app.rules.facts import Absence, Agreement, AgreementStream, Feedback, Signatures, Text
from app.rules.invented import (
    MANAGER,
    WORKER,
    Example,
    action,
    carried,
    day,
    held,
    id_of,
    of_worker,
    worker,
)
from app.vocabulary import Direction, SessionKind, SessionStatus


def _given(direction: Direction, on: str, score: int | None = None) -> Feedback:
    return Feedback(id_of("feedback"), WORKER, direction, day(on), declined=False, score=score)


UP, DOWN = Direction.SUPERVISEE_TO_SUPERVISOR, Direction.SUPERVISOR_TO_SUPERVISEE
FIRST = held("S1", "01-05")
PERSON, MADE = worker(), Agreement(id_of("G1"), MANAGER, day("01-05"))
A_YEAR_AGO = replace(MADE, started_on=date(2025, 1, 6))

CLOCKS = (
    Example(
        "personal-timescale",
        "The last personal session was held on Monday 2 February 2026. W1 was sick from 16 to "
        "22 February. On 5 March there was an informal conversation.",
        of_worker(
            held("S1", "02-02"),
            held("S2", "03-05", kind=SessionKind.INFORMAL),
            worker=worker(absences=(Absence("sickness", day("02-16"), day("02-22")),)),
        ),
        day("03-12"),
    ),
    Example(
        "identity-explored",
        "The session of Monday 5 January 2026 explored culture. Those of 2 February and 2 March "
        "explored no aspect of identity.",
        of_worker(
            held("S1", "01-05", identity_explored=True),
            held("S2", "02-02", identity_explored=False),
            held("S3", "03-02", identity_explored=False),
        ),
        day("04-07"),
    ),
    Example(
        "agreement-signed",
        "The agreement of W1 and M1 began on Monday 5 January 2026. Nobody has signed it.",
        AgreementStream(MADE, PERSON),
        day("02-03"),
    ),
    Example(
        "agreement-reviewed",
        "The agreement of W1 and M1 began on Monday 6 January 2025. It has not been reviewed.",
        AgreementStream(A_YEAR_AGO, PERSON),
        day("01-09"),
    ),
)

SHOWN = (
    Example(
        "personal-duration",
        "The session of 5 January 2026 lasted 100 minutes, of which 20 were interrupted.",
        of_worker(held("S1", "01-05", minutes=100, interrupted_minutes=20)),
        day("01-05"),
    ),
    Example(
        "check-in",
        "The session of 5 January 2026 was sent with “check-in held: no”.",
        of_worker(held("S1", "01-05", check_in=False)),
        day("01-05"),
    ),
    Example(
        "feedback-time",
        "The session of 5 January 2026 spent 6 minutes on feedback.",
        of_worker(held("S1", "01-05", feedback_minutes=6)),
        day("01-05"),
    ),
    Example(
        "feedback-two-way",
        "In the session of 5 January 2026 the supervisor gave feedback; the supervisee gave none.",
        of_worker(held("S1", "01-05", feedback=(_given(DOWN, "01-05"),))),
        day("01-05"),
    ),
    Example(
        "previous-actions-reviewed",
        "Two actions were agreed on 5 January 2026 and are open. The session of 2 February "
        "reviewed one of them, and its sender ticked “previous actions reviewed”.",
        of_worker(
            FIRST,
            second := held("S2", "02-02", reviewed=frozenset({id_of("A1")}), tick_box=True),
            actions=(
                action("A1", FIRST, "03-02", carried(second)),
                action("A2", FIRST, "03-02"),
            ),
        ),
        day("02-02"),
    ),
    Example(
        "reflection-recorded",
        "The session of 5 January 2026 was sent with a reflection of 12 words.",
        of_worker(held("S1", "01-05", reflection=Text(12))),
        day("01-05"),
    ),
    Example(
        "appreciation-recorded",
        "The session of 5 January 2026 was sent with a blank appreciative note.",
        of_worker(held("S1", "01-05", appreciated=False)),
        day("01-05"),
    ),
    Example(
        "record-not-copied",
        "The reflection of 2 February 2026 has 44 words. Most of them stand in the same order in "
        "the reflection of 5 January.",
        of_worker(
            held("S1", "01-05", reflection=Text(44, frozenset(range(40)))),
            held("S2", "02-02", reflection=Text(44, frozenset(range(4, 44)))),
        ),
        day("02-02"),
    ),
)

FOLLOWED = (
    Example(
        "feedback-sought",
        "The session was held on Monday 30 March 2026, before Easter: 3 and 6 April are bank "
        "holidays. Its only feedback is the supervisor's.",
        of_worker(held("S1", "03-30", feedback=(_given(DOWN, "03-30"),))),
        day("04-09"),
    ),
    Example(
        "low-score-followed-up",
        "W1 gave the session of 5 January 2026 a score of 3. The next personal session, on "
        "2 February, agreed no action.",
        of_worker(held("S1", "01-05", feedback=(_given(UP, "01-05", 3),)), held("S2", "02-02")),
        day("02-03"),
    ),
    Example(
        "record-on-time",
        "The session was held on Friday 27 February 2026 and written up on Thursday 12 March.",
        of_worker(held("S1", "02-27", recorded_on=day("03-12"))),
        day("03-09"),
    ),
    Example(
        "record-shared",
        "The session was held on Monday 2 March 2026. No copy has been shared.",
        of_worker(held("S1", "03-02")),
        day("03-10"),
    ),
    Example(
        "record-signed",
        "The session was held on Monday 2 March 2026. W1 signed on 4 March, the supervisor has "
        "not.",
        of_worker(held("S1", "03-02", signatures=Signatures(supervisee_on=day("03-04")))),
        day("03-17"),
    ),
    Example(
        "cancellation-rearranged",
        "The session planned for Thursday 2 April 2026, before Easter, was cancelled that day. "
        "The next one was held on 15 April.",
        of_worker(
            held(
                "S1",
                "04-02",
                status=SessionStatus.CANCELLED,
                held_on=None,
                planned_on=day("04-02"),
                cancelled_on=day("04-02"),
            ),
            held("S2", "04-15"),
        ),
        day("04-14"),
    ),
    Example(
        "action-owned-and-dated",
        "The action agreed on 5 January 2026 has an owner and no due date.",
        of_worker(FIRST, actions=(action("A1", FIRST, None),)),
        day("01-05"),
    ),
    Example(
        "action-completed",
        "The action agreed on 5 January 2026 was due on 10 January. The session of 15 January "
        "carried it forward to 30 January. It is still open.",
        of_worker(
            FIRST,
            next_one := held("S2", "01-15"),
            actions=(action("A1", FIRST, "01-10", carried(next_one, "01-30")),),
        ),
        day("02-02"),
    ),
    Example(
        "action-drift",
        "The action agreed on 5 January 2026 was carried forward in the sessions of 2 February, "
        "2 March and 30 March.",
        of_worker(
            FIRST,
            *(later := (held("S2", "02-02"), held("S3", "03-02"), held("S4", "03-30"))),
            actions=(action("A1", FIRST, "01-30", *map(carried, later)),),
        ),
        day("03-30"),
    ),
)
