"""The prompts that are shipped: check-ins, circular questions, the fifteen aspects of identity."""

from collections.abc import Mapping

from app.resources.prompts.schemas import PromptPut
from app.vocabulary import IdentityAspect, PromptKind

CHECK_INS = {
    "one_word": "In one word, how are you arriving?",
    "weather": "If you were today's weather, what would we see outside?",
    "small_good_thing": "What small thing has gone well since we last met?",
    "thanks": "Whom would you like to thank this week, and for what?",
    "set_down": "What would you like to set down for the time that we have together?",
    "energy": "How full is your battery, and what would charge it a little?",
    "curious": "What have you become curious about lately, at work or anywhere else?",
    "useful_today": "What would make the next hour useful to you?",
}

CIRCULAR_QUESTIONS = {
    "if_child_here": "If the child were sitting with us, what would they say matters most?",
    "who_notices": "Who in the family would be the first to notice that things were better?",
    "who_agrees": "Who sees this as you do, and who sees it quite differently?",
    "when_one_does": "When one of them does that, what do the others do next?",
    "who_worries": "Who worries about this most, and who least? What do they make of each other?",
    "seen_from_school": "How would someone outside the home, such as a teacher, explain this?",
    "since_when": "When was it different, and what were people doing with one another then?",
    "your_part": "What happens between them when you come to the door?",
    "what_they_see": "What might the family say that you and I are missing?",
    "if_nothing_changes": "If nothing changed for a year, who would find it hardest, and why?",
}

ASPECTS = {
    IdentityAspect.GENDER: "How does gender shape what is expected of each of you here?",
    IdentityAspect.GEOGRAPHY: "What do the places you each come from and live in bring to this?",
    IdentityAspect.RACE: "How do race, and experiences of racism, come into this relationship?",
    IdentityAspect.RELIGION: "What part does religion, or its absence, play in how life is lived?",
    IdentityAspect.AGE: "What does it mean here to be younger, or older, than one another?",
    IdentityAspect.ABILITY: "Whose bodies and minds does the world suit, and whose does it not?",
    IdentityAspect.APPEARANCE: "What do people assume from how each of you looks?",
    IdentityAspect.CLASS: "What does class make easy to say here, and what hard?",
    IdentityAspect.CULTURE: "What goes without saying in one culture here and not in another?",
    IdentityAspect.EDUCATION: "How do your experiences of school and learning enter the room?",
    IdentityAspect.EMPLOYMENT: "What do work, or being without it, and money mean for each of you?",
    IdentityAspect.ETHNICITY: "Which roots and communities matter to each of you, and how?",
    IdentityAspect.SEXUALITY: "What can be said here about closeness and desire, and what cannot?",
    IdentityAspect.SEXUAL_ORIENTATION: "Is it safe to say whom one loves, and how is that known?",
    IdentityAspect.SPIRITUALITY: "What gives meaning or hope, and has it had room in your work?",
}


def _shipped(
    kind: PromptKind, texts: Mapping[str, str] | Mapping[IdentityAspect, str]
) -> dict[str, PromptPut]:
    return {str(code): PromptPut(kind=kind, text=text) for code, text in texts.items()}


SHIPPED: Mapping[str, PromptPut] = {
    **_shipped(PromptKind.CHECK_IN, CHECK_INS),
    **_shipped(PromptKind.CIRCULAR_QUESTION, CIRCULAR_QUESTIONS),
    **_shipped(PromptKind.IDENTITY_ASPECT, ASPECTS),
}
