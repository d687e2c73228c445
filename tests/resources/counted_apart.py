"""Figures counted from exported rows in plain Python: apart from the service's SQL, on purpose.

Days are compared as ISO text. What an export cannot show, exemptions and pausing reasons, is told.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, str]
Exemption = tuple[str, str, str]
Split = tuple[str, ...]
Counts = dict[Split, Counter[str]]

OPEN = {"overdue", "paused", "cannot_judge", "excused", "in_grace", "due_today", "due_soon"}
OPEN |= {"not_yet_due"}
COLUMN = {"team": "team_ref", "supervisor": "supervisor_ref", "worker": "worker_ref"}
PAUSING = {"sickness", "maternity", "other_parental", "unpaid"}


@dataclass(frozen=True)
class Apart:
    """Rows as at a day, ended ones too; the exemptions; the rules that recur."""

    rows: Sequence[Row]
    exemptions: Sequence[Exemption]
    cadences: frozenset[str]
    as_at: str

    def due_in_period(self, groups: Sequence[str], first: str, last: str) -> Counts:
        """By split and column of the answer: what was due in a period."""
        counts: Counts = defaultdict(Counter)
        for row in self.rows:
            found = {(_split(row, groups, m), state) for m, state in self._stood(row, first, last)}
            for split, state in found:
                counts[split][state] += 1
        for counted in counts.values():
            counted["expected"] = sum(counted[name] for name in ("met", "met_late", "overdue"))
            counted["due_soon"] += counted.pop("due_today", 0)
        return counts

    def in_timescale(self, groups: Sequence[str]) -> Counts:
        """By split and column of the answer: how many subjects are within timescale."""
        states: dict[Split, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in self.rows:
            if row["rule"] in self.cadences and self._is_open(row):
                split = _split(row, groups, row["due_on"][:7])
                states[split][row["subject_id"]].add(row["state"])
        counts: Counts = defaultdict(Counter)
        for split, subjects in states.items():
            for found in subjects.values():
                counts[split] += Counter(_standing(found))
        return counts

    def late(self, groups: Sequence[str]) -> dict[Split, list[int]]:
        """By split: how many days late each overdue row is."""
        days: dict[Split, list[int]] = defaultdict(list)
        for row in self.rows:
            if row["state"] == "overdue":
                days[_split(row, groups, "")].append(int(row["days_late"]))
        return days

    def waiting(self, groups: Sequence[str]) -> dict[Split, list[int]]:
        """By split: in how many days each row that waits falls due."""
        days: dict[Split, list[int]] = defaultdict(list)
        for row in self.rows:
            if row["state"] in {"due_today", "due_soon", "not_yet_due"} and row["due_on"]:
                days[_split(row, groups, "")].append(-self._ago(row["due_on"]))
        return days

    def since(self, groups: Sequence[str], rule: str) -> dict[Split, list[tuple[int, bool]]]:
        """By split: how long ago each open row of a rule was opened, and whether by nothing met."""
        met = {(row["subject_id"], row["met_on"]) for row in self.rows if row["rule"] == rule}
        days: dict[Split, list[tuple[int, bool]]] = defaultdict(list)
        for row in self.rows:
            if row["rule"] == rule and self._is_open(row):
                never = (row["subject_id"], row["opened_on"]) not in met
                days[_split(row, groups, "")].append((self._ago(row["opened_on"]), never))
        return days

    def _stood(self, row: Row, first: str, last: str) -> Iterator[tuple[str, str]]:
        """The month and state of each count that a row is part of."""
        due_on, ended_on = row["due_on"], row["ended_on"]
        if due_on:
            is_in = first <= due_on <= last and row["from_on"] <= due_on
            if is_in and (not ended_on or ended_on > due_on) and (state := self._state(row)):
                yield due_on[:7], state
        elif row["from_on"] <= last and (not ended_on or (row["reason"] and ended_on > first)):
            for month in _months(max(row["from_on"], first), min(ended_on or last, last)):
                if not ended_on or ended_on > f"{month}-01":
                    yield month, self._undated(row)

    def _state(self, row: Row) -> str | None:
        """The state for figures; None where it ended before it was a breach."""
        if row["state"] != "ended":
            return row["state"]
        if not row["breach_on"] or row["breach_on"] >= row["ended_on"]:
            return None
        return "excused" if self._covers(row, row["due_on"]) else "overdue"

    def _undated(self, row: Row) -> str:
        if self._is_open(row) and self._covers(row, self.as_at):
            return "excused"
        if row["state"] != "ended":
            return row["state"]
        return "paused" if row["reason"] in PAUSING else "cannot_judge"

    def _covers(self, row: Row, day: str) -> bool:
        return any(
            id == row["id"] and from_on <= day <= expires_on
            for id, from_on, expires_on in self.exemptions
        )

    def _is_open(self, row: Row) -> bool:
        return row["state"] in OPEN and not row["met_on"]

    def _ago(self, day: str) -> int:
        return (date.fromisoformat(self.as_at) - date.fromisoformat(day)).days


def _split(row: Row, groups: Sequence[str], month: str) -> Split:
    return tuple(month if name == "month" else row[COLUMN.get(name, name)] for name in groups)


def _standing(found: set[str]) -> dict[str, int]:
    """What one subject adds: judged if any of its open rows is."""
    if found <= {"paused", "cannot_judge", "excused"}:
        return dict.fromkeys(found, 1)
    late = "overdue" in found
    return {"subjects": 1, "overdue": int(late), "in_timescale": int(not late)}


def _months(first: str, last: str) -> Iterator[str]:
    month = date.fromisoformat(first).replace(day=1)
    while month.isoformat() <= last:
        yield month.isoformat()[:7]
        month = (month + timedelta(days=31)).replace(day=1)


def banded(
    values: Sequence[Any], bands: Sequence[tuple[int, int | None]], day: Callable[[Any], int]
) -> list[list[Any]]:
    """The values of each band."""
    return [
        [one for one in values if first <= day(one) and (last is None or day(one) <= last)]
        for first, last in bands
    ]
