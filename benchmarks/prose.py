"""Invented texts for invented records."""

from itertools import product
from random import Random

SENTENCES = tuple(
    f"{opening} {matter} {end}."
    for opening, matter, end in product(
        (
            "We went back over",
            "It helped to name",
            "What stayed with us was",
            "Nobody had asked about",
            "We separated what was seen from what was assumed in",
            "The worry that had not been said aloud was about",
        ),
        (
            "the home visit and who spoke in it",
            "what the older child drew while the adults talked",
            "the meeting with the school",
            "the grandparents and what they can offer",
            "the move to another area and all that it asks of the family",
            "the hours in which nobody is at home",
        ),
        (
            "and what it asks of the next weeks",
            "before anything was decided",
            "with more patience than the month before",
            "although the file says little of it",
        ),
    )
)
"""Out of which every text is put together: two texts share some, and none is the one before."""


def text(seed: str, sentences: int) -> str:
    """A text of about fifteen words a sentence, the same for the same seed."""
    random = Random(seed)
    return " ".join(random.sample(SENTENCES, sentences))
