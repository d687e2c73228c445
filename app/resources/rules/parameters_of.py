"""What the parameters of the rules mean and what they are counted in, for people."""

from collections.abc import Iterator, Mapping

from app.rules.policy import DEFAULT_POLICY
from app.rules.words import counted, units

MEANINGS: Mapping[str, str] = {
    "enabled": "whether the rule is judged at all",
    "interval": "how long after the event, or after the fact, it is due",
    "unit": "what intervals are counted in: `calendar_day`, `working_day` (Monday to Friday "
    "without bank holidays and the organisation's closure days), `calendar_month` or, where a "
    "rule allows it, `hour`",
    "intervals": "intervals of their own for stages, roles, types of plan or kinds of record; "
    "a role's stands in place of the usual one, and of several the shortest counts",
    "grace": "calendar days between the due day and the breach",
    "roll": "where a due day goes that is no working day: `none`, `previous_working_day` or "
    "`next_working_day`",
    "count_from": "`day_after`: the event's day is day 0; `inclusive`: it is day 1",
    "minimum_minutes": "how many minutes a session must last to count",
    "minimum_words": "how many words a text must have",
    "threshold": "the number that decides: of minutes, of times, or a score, as each rule says",
    "similarity": "the share, from 0 to 1, of rows of five words that two texts have in common "
    "from which on one counts as a copy",
    "kinds": "which kinds of session count",
    "review_closed": "whether actions that were closed between two sessions are owed a review, too",
}
"""By parameter; docs/rules.md explains each once."""

THRESHOLDS: Mapping[str, str] = {
    "personal-duration": "minute",
    "feedback-time": "minute",
    "low-score-followed-up": "or a lower score",
    "action-drift": "time",
}


def shown_values(code: str) -> Iterator[tuple[str, str]]:
    """Each parameter of a rule in the shipped policy, with its unit."""
    document = DEFAULT_POLICY.rules[code].to_document()
    unit = document.get("unit", "")
    for name, value in document.items():
        yield name, _shown(code, name, value, unit)


def _shown(code: str, name: str, value: object, unit: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ", ".join(f"`{key}` {units(n, unit)}" for key, n in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(f"`{one}`" for one in value)
    if isinstance(value, float):
        return f"{value:g} of the text"
    return _counted(code, name, value, unit) if isinstance(value, int) else f"`{value}`"


def _counted(code: str, name: str, value: int, unit: str) -> str:
    if name == "threshold":
        what = THRESHOLDS[code]
        return f"{value} {what}" if " " in what else counted(value, what)
    if name == "interval":
        return units(value, unit)
    return counted(value, {"grace": "day", "minimum_minutes": "minute"}.get(name, "word"))
