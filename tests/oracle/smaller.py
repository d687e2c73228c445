"""A life without all that has nothing to do with what differs in it, for whoever looks for why."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

from tests.oracle.lives import Life

Part = TypeVar("Part", bound=Any)


def smaller(life: Life) -> Life:
    """Each part is left out once, and for good where the same rule still differs without it."""
    rule = life.differences()[0].split()[0]

    def differs(less: Life) -> bool:
        return any(found.split()[0] == rule for found in less.differences())

    life = life._replace(book=_less(life.book, lambda book: differs(life._replace(book=book))))
    life = life._replace(
        stream=_less(life.stream, lambda stream: differs(life._replace(stream=stream)))
    )
    return life


def _less(whole: Part, differs: Callable[[Part], bool]) -> Part:
    for name in [each.name for each in fields(whole) if each.init]:
        value = getattr(whole, name)
        if isinstance(value, tuple):
            whole = _without(whole, name, differs)
        elif name == "worker":
            whole = _with_less_of_the_worker(whole, differs)
    return whole


def _with_less_of_the_worker(whole: Part, differs: Callable[[Part], bool]) -> Part:
    least = _less(whole.worker, lambda worker: differs(replace(whole, worker=worker)))
    return replace(whole, worker=least)


def _without(whole: Part, name: str, differs: Callable[[Part], bool]) -> Part:
    """One thing must stay: there is always a policy, a calendar, a session to speak of."""
    for part in getattr(whole, name)[1:]:
        kept = tuple(each for each in getattr(whole, name) if each is not part)
        less = replace(whole, **{name: kept})
        if differs(less):
            whole = less
    return whole
