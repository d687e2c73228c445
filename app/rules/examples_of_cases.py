"""A worked example of each rule about a case and the oversight of it."""

from app.rules.facts import Allocation
from app.rules.invented import (
    WORKER,
    Example,
    at,
    day,
    discussed,
    id_of,
    note,
    of_case,
    plan,
)
from app.vocabulary import PlanProgress

CLOCKS = (
    Example(
        "case-timescale",
        "C1 has a child in need plan (42 days) and was last discussed on Monday 2 February 2026. "
        "From 9 February there is a child protection plan, too (28 days).",
        of_case(
            discussed("S1", "02-02"),
            plans=(plan("child_in_need", "01-05"), plan("child_protection", "02-09")),
        ),
        day("03-12"),
    ),
    Example(
        "case-first",
        "C1 was allocated to W1 on Monday 2 March 2026 and has not been discussed since.",
        of_case(allocations=(Allocation(id_of("allocation"), WORKER, day("03-02"), None),)),
        day("03-17"),
    ),
    Example(
        "oversight-gap",
        "C1 has a child in need plan. There was an oversight note on 5 January 2026 and a "
        "discussion on 2 February, and nothing since.",
        of_case(discussed("S1", "02-02"), notes=(note("01-05", recorded_on=day("01-05")),)),
        day("03-18"),
    ),
)

SHOWN = (
    Example(
        "plan-progress",
        "The discussion of C1 on 2 February 2026 gives the progress of the plan as not recorded.",
        of_case(discussed("S1", "02-02", plan_progress=PlanProgress.NOT_RECORDED)),
        day("02-02"),
    ),
    Example(
        "contingency-set",
        "The discussion of C1 on 2 February 2026 says that the plan is off track and sets no "
        "contingency.",
        of_case(discussed("S1", "02-02", plan_progress=PlanProgress.OFF_TRACK)),
        day("02-02"),
    ),
    Example(
        "decision-reasoned",
        "The discussion of C1 on 2 February 2026 records a decision and no rationale.",
        of_case(discussed("S1", "02-02", decided=True)),
        day("02-02"),
    ),
    Example(
        "oversight-recorded",
        "The decision was made on Friday 22 May 2026 at 16:00 and put on the record on Tuesday "
        "26 May.",
        of_case(
            notes=(
                note(
                    "05-22",
                    decided_at=at("05-22", 15),
                    recorded_on=day("05-26"),
                    recorded_at=at("05-26", 8),
                ),
            )
        ),
        day("05-25"),
    ),
    Example(
        "oversight-independent",
        "W1 holds C1 and wrote the oversight note of 2 February 2026 on it.",
        of_case(notes=(note("02-02", WORKER, recorded_on=day("02-02")),)),
        day("02-02"),
    ),
)
