"""Chance that is spread evenly: of ten that are to come off with 0.7, seven do, and not by luck."""

GOLDEN, PLASTIC, OTHER = 0.6180339887, 0.7548776662, 0.5698402910


def luck(number: int, turn: int, about: int = 0) -> float:
    """A number from 0 to 1 for somebody's turn; those of colleagues, or of turns, lie far apart.

    With a coin for each session a team of fifteen would show more noise than change from month to
    month.
    """
    return (0.5 + number * GOLDEN + turn * PLASTIC + about * OTHER) % 1
