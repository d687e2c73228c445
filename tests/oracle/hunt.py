"""Walks as many lives as are asked for: `python -m tests.oracle.hunt worker 2000 9000`.

With one number it shows that life, without what has nothing to do with the difference.
"""

import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from app.rules.policy import RuleBook
from tests.oracle.lives import Life, differing, life
from tests.oracle.smaller import smaller


def main(kind: str, first: str, last: str | None = None) -> None:
    """Found differences are told as they are found."""
    lines = differing(kind, range(int(first), int(last))) if last else told(life(kind, int(first)))
    for line in lines:
        print(line, flush=True)


def told(whole: Life) -> Iterator[str]:
    found = whole.differences()
    yield from found
    if found:
        whole, rule = smaller(whole), found[0].split()[0]
        yield from facts(whole.stream)
        yield from versions(whole.book, rule)


def facts(thing: Any, indent: str = "") -> Iterator[str]:
    """What differs from its default, one thing below the other."""
    yield f"{indent}{type(thing).__name__}"
    for each in fields(thing):
        value = getattr(thing, each.name)
        if isinstance(value, tuple | dict) and value:
            yield f"{indent}  {each.name}:"
            for part in value.values() if isinstance(value, dict) else value:
                yield from (
                    facts(part, indent + "    ") if is_dataclass(part) else [f"{indent}    {part}"]
                )
        elif is_dataclass(value):
            yield from facts(value, indent + "  ")
        elif value != each.default:
            yield f"{indent}  {each.name} = {value}"


def versions(book: RuleBook, rule: str) -> Iterator[str]:
    for policy in book.policies:
        pausing = ", ".join(sorted(policy.pausing_reasons))
        yield f"Policy from {policy.applies_from}, pausing {pausing}: {policy.rules[rule]}"
    for calendar in book.calendars:
        off = ", ".join(map(str, sorted(calendar.holidays)))
        yield f"Calendar from {calendar.applies_from}, {calendar.time_zone}: {off}"


if __name__ == "__main__":
    main(*sys.argv[1:])
