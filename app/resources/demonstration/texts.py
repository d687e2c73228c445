"""Invented reflection and analysis: sentences of nobody's supervision, put together by chance."""

from random import Random

OPENINGS = (
    "We began with what this month had been like and where the work had felt stuck.",
    "The visit that had gone differently from what was planned took most of our time.",
    "We looked at what the child had shown rather than said, and who had noticed it.",
    "What the family hoped for and what the plan asks of them were further apart than we thought.",
)
MIDDLES = (
    "We tried out two ways of understanding it, and neither of them explained everything.",
    "A colleague from health sees it otherwise, and it was useful to say why that might be.",
    "Our own first impression had been strong, and we asked what it had made us overlook.",
    "The strengths of the grandmother had been in every record and in none of the plans.",
    "It helped to ask what each person in the house would say if they had been in the room.",
    "We went back over what had changed since the last time and what had only been promised.",
)
CLOSINGS = (
    "Until the next session one thing will be tried that has not been tried before.",
    "What we still do not know is written down, with who will find out and by when.",
    "The plan stays as it is for now, and we know what would make us change it.",
)
SHORT = (
    "We talked about the visits of this month and agreed what comes next.",
    "Caseload gone through, nothing new.",
    "All on track, see the last record.",
)
STRENGTHS = (
    "Steady with a family that had been let down before.",
    "Found the right words for a hard message, and stayed to hear the answer.",
    "Asked for help early, which gave everybody more time.",
)

QUESTIONS = (
    "What would the grandmother say has changed?",
    "Who in the family would be the first to notice if it got better?",
    "If the school were in this room, what would it ask us?",
    "What does the youngest see that nobody says?",
)
WISHES = (
    "Time for how I am, before the cases",
    "Thinking about one family at length",
    "Saying what went well, and why",
    "Practical help with the court timetable",
)


def thoughtful(random: Random) -> str:
    """A text of a few sentences, more than thirty words long."""
    middles = random.sample(MIDDLES, 2)
    return " ".join((random.choice(OPENINGS), *middles, random.choice(CLOSINGS)))


def strength(random: Random) -> str:
    """Something that was noticed and valued."""
    return random.choice(STRENGTHS)


def short(random: Random) -> str:
    """What is written down when there was no time."""
    return random.choice(SHORT)


def question(random: Random) -> str:
    """A circular question that was asked."""
    return random.choice(QUESTIONS)


def wish(random: Random) -> str:
    """What somebody would like more of in supervision."""
    return random.choice(WISHES)
