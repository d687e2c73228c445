"""The template that is shipped: it follows the guidance on supervision section by section."""

from collections.abc import Mapping
from enum import StrEnum

from app.resources.templates.schemas import Question, Section, TemplatePut
from app.vocabulary import IdentityAspect, PlanProgress, QuestionKind, ReviewOutcome, Whose
from app.vocabulary import SessionField as Into

TEXT, YES_NO, DAY = QuestionKind.TEXT, QuestionKind.YES_NO, QuestionKind.DAY
MINUTES, SCORE = QuestionKind.MINUTES, QuestionKind.SCORE


def _section(code: str, title: str, purpose: str, *questions: Question) -> Section:
    return Section(code=code, title=title, purpose=purpose, questions=list(questions))


def _ask(code: str, into: Into | None, text: str, kind: QuestionKind = TEXT) -> Question:
    return Question(code=code, text=text, kind=kind, field=into)


def _choose(code: str, into: Into, text: str, words: type[StrEnum]) -> Question:
    choices = [word.value for word in words]
    return Question(code=code, text=text, kind=QuestionKind.CHOICE, choices=choices, field=into)


OPENING = (
    _section(
        "check_in",
        "Check-in",
        "A few minutes to arrive: openness and trust are shown before they are asked for.",
        _ask("checked_in", Into.CHECK_IN_HELD, "Did we check in?", YES_NO),
        _ask("arriving", Into.CHECK_IN_NOTE, "How are you arriving today?"),
        _ask("hopes", None, "What do you need from our time today?"),
    ),
    _section(
        "earlier_actions",
        "Actions from last time",
        "Each action that was still open, one by one: done, moving or stuck, and why.",
        _choose("became", Into.REVIEW_OUTCOME, "What has become of this action?", ReviewOutcome),
        _ask("done_on", Into.REVIEW_COMPLETED_ON, "If it is done, since which day?", DAY),
        _ask("goes_on", Into.REVIEW_NEW_DUE_ON, "If it goes on, by which day?", DAY),
        _ask("helped", Into.REVIEW_COMMENT, "What helped, or stood in the way?"),
        _ask("all_reviewed", Into.PREVIOUS_ACTIONS_REVIEWED, "Have we looked at all?", YES_NO),
    ),
    _section(
        "wellbeing",
        "Wellbeing",
        "Protected time for the person who does the work.",
        _ask("wellbeing", Into.WELLBEING, "How does the work sit with you; what would lighten it?"),
    ),
)

EXPLORING = (
    _section(
        "reflection",
        "Reflection",
        "Slow down: what happened, what was felt, and what sense we make of it together.",
        _ask("reflection", Into.REFLECTION, "What stays with you, and what do you make of it now?"),
    ),
    _section(
        "children",
        "The children",
        "A discussion for each child: how life is, whether the plan moves, what we decide and why.",
        _ask("childs_voice", Into.CHILDS_VOICE, "What does the child say and show of their life?"),
        _ask("analysis", Into.ANALYSIS, "What do we understand now, and what not yet?"),
        _choose("progress", Into.PLAN_PROGRESS, "Does the plan get where it should?", PlanProgress),
        _ask("decision", Into.DECISION, "What do we decide?"),
        _ask("rationale", Into.RATIONALE, "Why this, and not something else?"),
        _ask("contingency", Into.CONTINGENCY, "And if it does not work?"),
        _ask("family", Into.FAMILY_FEEDBACK, "What do families say about working with us?"),
    ),
    _section(
        "circular_questions",
        "Circular questions",
        "See the pattern between people: what each does, and what that does to the others.",
        _ask("asked", Into.CIRCULAR_QUESTIONS, "Which circular questions did we try?"),
    ),
    _section(
        "identity",
        "Identity",
        "The Social GRRRAACCEESS, the family's and our own: what is seen or said, and what is not.",
        _choose("aspect", Into.IDENTITY_ASPECT, "Which aspect did we explore?", IdentityAspect),
        _choose("whose", Into.IDENTITY_WHOSE, "Whose was it?", Whose),
    ),
    _section(
        "appreciation",
        "Appreciation",
        "Look for strengths with curiosity, name them, and build on them.",
        _ask("strengths", Into.APPRECIATIVE_NOTE, "Which strengths did we notice in this work?"),
    ),
    _section(
        "development",
        "Development",
        "Learning that the work asks for, and that the person wishes for.",
        _ask("development", Into.DEVELOPMENT, "What would you like to learn or practise next?"),
    ),
)

CLOSING = (
    _section(
        "actions",
        "Actions",
        "Each with one owner, one day, and what happens if it cannot be done.",
        _ask("action", Into.ACTION_DESCRIPTION, "What will be done?"),
        _ask("owner", Into.ACTION_OWNER, "By whom?"),
        _ask("due_on", Into.ACTION_DUE_ON, "By which day?", DAY),
        _ask("otherwise", Into.ACTION_CONTINGENCY, "And if that does not happen?"),
    ),
    _section(
        "feedback",
        "Feedback, both ways",
        "Ten minutes at least. Both of you answer, and each answer is feedback of its own.",
        _ask("minutes", Into.FEEDBACK_MINUTES, "How many minutes did we give to this?", MINUTES),
        _ask(
            "score",
            Into.FEEDBACK_SCORE,
            "From 1 to 10, how much did this session give you what you needed today?",
            SCORE,
        ),
        _ask("more_of", Into.FEEDBACK_MORE_OF, "To help you, what could I do more of?"),
        _ask("less_of", Into.FEEDBACK_LESS_OF, "What could I do less of?"),
        _ask("differently", Into.FEEDBACK_DIFFERENTLY, "What could I do differently?"),
        _ask("unasked", Into.FEEDBACK_UNASKED, "What do you wish I had asked you today?"),
    ),
    _section(
        "record",
        "Record, sign and share",
        "Written up while it is fresh, agreed by both, and kept where it belongs.",
        _ask("shared_on", Into.SHARED_ON, "When was the record shared?", DAY),
        _ask("supervisee", Into.SUPERVISEE_SIGNED_ON, "When did the supervisee sign?", DAY),
        _ask("supervisor", Into.SUPERVISOR_SIGNED_ON, "When did the supervisor sign?", DAY),
        _ask("disagreement", Into.DISAGREEMENT, "Where do we see it differently?"),
    ),
)

SHIPPED: Mapping[str, TemplatePut] = {
    "guidance": TemplatePut(
        title="Reflective supervision", sections=[*OPENING, *EXPLORING, *CLOSING]
    )
}
