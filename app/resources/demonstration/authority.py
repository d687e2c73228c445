"""The invented authority: its services, its teams, and how each team's year went."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NAME = "Anytown Council (invented)"
SOURCE = "mosaic"

Sent = tuple[str, str, dict[str, Any]]
"""A record as it is put: its type, its reference and its fields."""

WHOLE = ("T0", "Children's Services")
SERVICES = {"S1": "Help and Protection", "S2": "Care and Leaving Care"}


@dataclass(frozen=True, slots=True)
class Team:
    """A team of fifteen with two managers.

    `plans` are those that its cases have, each as often as it is named. `then` and `now` say how
    much of its supervision was held in time and recorded with thought, as the year began and
    today: 0 to 1.
    """

    reference: str
    name: str
    service: str
    managers: tuple[str, str]
    role: str
    plans: tuple[str, ...]
    then: float
    now: float
    lost_a_manager: bool = False
    """Whether the second of its managers left this year, and the first has taken on everybody."""

    def care(self, share: float) -> float:
        """How well supervision goes at some point of the year."""
        return self.then + (self.now - self.then) * share


CIN, CP, PRE, HELP = "child_in_need", "child_protection", "pre_proceedings", "early_help"
LAC, LONG, LEAVER = "looked_after", "looked_after_long_term", "care_leaver"
SW, PRACTITIONER, ADVISER = "social_worker", "family_help_practitioner", "personal_adviser"

TEAMS = (
    Team("T1", "Assessment", "S1", ("M1", "M9"), SW, (CIN, CIN, CP), 0.86, 0.84),
    Team("T2", "Safeguarding and Family Help", "S1", ("M2", "M7"), SW, (CIN, CP), 0.9, 0.9),
    Team("T3", "Children in Care", "S2", ("M3", "M10"), SW, (LAC, LAC, LONG), 0.93, 0.94),
    Team("T4", "Family Help East", "S1", ("M4", "M11"), PRACTITIONER, (HELP, CIN), 0.85, 0.88),
    Team(
        "T5",
        "Family Help West",
        "S1",
        ("M5", "M12"),
        PRACTITIONER,
        (HELP, CIN, CP),
        0.66,
        0.2,
        lost_a_manager=True,
    ),
    Team("T6", "Child Protection and Court", "S1", ("M6", "M13"), SW, (CP, CP, PRE), 0.3, 1.0),
    Team("T7", "Leaving Care", "S2", ("M8", "M14"), ADVISER, (LEAVER,), 0.88, 0.86),
    Team("T8", "Disabled Children", "S2", ("M15", "M16"), SW, (CIN, LAC, LONG), 0.92, 0.9),
)


def teams() -> Iterator[Sent]:
    """The tree: the whole, its services, and their teams."""
    top, name = WHOLE
    yield "teams", top, {"name": name}
    for reference, name in SERVICES.items():
        yield "teams", reference, {"name": name, "parent_ref": top}
    for team in TEAMS:
        yield "teams", team.reference, {"name": team.name, "parent_ref": team.service}
