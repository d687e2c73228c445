"""How figures and names are written in charts."""

from math import floor
from unicodedata import east_asian_width

_TINY = 1e-9  # 29 of 100 is no binary fraction, and would be 28%
_WIDE = "WF"


def percent(rate: float | None) -> str:
    """A rate in whole per cent; a dash where there is none.

    It is rounded down: what is short of an aim must not read as if it had been reached.
    """
    return "-" if rate is None else f"{floor(100 * rate + _TINY)}%"


def shortened(said: str, longest: int) -> str:
    """The beginning of a text that is too long, with an ellipsis."""
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"


def width_of(said: str, of_one: float) -> float:
    """Roughly how wide a text is, if a letter is so wide; those of East Asia take two places."""
    return of_one * sum(2 if east_asian_width(letter) in _WIDE else 1 for letter in said)
