"""Every word that the service, its database and its callers share."""

from enum import StrEnum


class Scope(StrEnum):
    """What a key may do."""

    RECORDS_READ = "records:read"
    RECORDS_WRITE = "records:write"
    NARRATIVE_READ = "narrative:read"
    FEEDBACK_READ = "feedback:read"
    COMPLIANCE_READ = "compliance:read"
    POLICIES_WRITE = "policies:write"
    IMPORTS_WRITE = "imports:write"
    EVENTS_READ = "events:read"
    WEBHOOKS_WRITE = "webhooks:write"
    AUDIT_READ = "audit:read"
    DELEGATE = "delegate"
    ADMIN = "admin"


class RecordType(StrEnum):
    """The kinds of record that a case system owns; the values stand in paths."""

    TEAM = "teams"
    WORKER = "workers"
    AGREEMENT = "agreements"
    CASE = "cases"
    SESSION = "sessions"
    ACTION = "actions"
    FEEDBACK = "feedback"
    OVERSIGHT_NOTE = "oversight-notes"


class Verb(StrEnum):
    """What a change did to a record, to a flag, or to a webhook; a test call is on no line."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    RESTORED = "restored"
    RAISED = "raised"
    CLEARED = "cleared"
    ACKNOWLEDGED = "acknowledged"
    EXEMPTED = "exempted"
    EXEMPTION_WITHDRAWN = "exemption_withdrawn"
    PAUSED = "paused"
    RESUMED = "resumed"
    TESTED = "tested"


class FlagEvent(StrEnum):
    """What happened to a flag, as its history tells it."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    EXEMPTED = "exempted"
    EXEMPTION_ENDED = "exemption_ended"
    MOVED = "moved"
    CLEARED = "cleared"
    REOPENED = "reopened"


class ClearedBy(StrEnum):
    """What cleared a flag, or moved its due day while it was up."""

    RECORD = "record"
    LATE_RECORD = "late_record"
    EXEMPTION = "exemption"
    POLICY_CHANGE = "policy_change"
    UPGRADE = "upgrade"
    CORRECTION = "correction"
    LEFT = "left"
    CLOSED = "closed"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"
    RE_DATED = "re-dated"


class ExemptionEnd(StrEnum):
    """Why an exemption excuses no longer."""

    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What became of a record that was put by its sender's reference."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE_IGNORED = "stale_ignored"
    RESTORED = "restored"


class Stage(StrEnum):
    """Where a worker stands in a post; a label that is none of these is kept and unmapped."""

    STANDARD = "standard"
    ASYE = "asye"
    PROBATION = "probation"


class AbsenceReason(StrEnum):
    """Why a worker is away."""

    SICKNESS = "sickness"
    MATERNITY = "maternity"
    OTHER_PARENTAL = "other_parental"
    ANNUAL_LEAVE = "annual_leave"
    TRAINING = "training"
    UNPAID = "unpaid"
    OTHER = "other"


class SessionKind(StrEnum):
    """The form a supervision takes."""

    PERSONAL = "personal"
    CASE = "case"
    GROUP = "group"
    JOINT = "joint"
    PEER = "peer"
    INFORMAL = "informal"


class SessionStatus(StrEnum):
    """What became of a session."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    MISSED = "missed"


class ReviewOutcome(StrEnum):
    """What a session said about an earlier action."""

    COMPLETED = "completed"
    PROGRESSING = "progressing"
    NOT_STARTED = "not_started"
    CARRIED_FORWARD = "carried_forward"
    NO_LONGER_NEEDED = "no_longer_needed"


class ActionStatus(StrEnum):
    """Whether an action still asks for something."""

    OPEN = "open"
    COMPLETED = "completed"
    NO_LONGER_NEEDED = "no_longer_needed"


class Direction(StrEnum):
    """Who gave feedback to whom."""

    SUPERVISEE_TO_SUPERVISOR = "supervisee_to_supervisor"
    SUPERVISOR_TO_SUPERVISEE = "supervisor_to_supervisee"


class ReviewStatus(StrEnum):
    """How far a session reviewed the actions that were due a review."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSING = "missing"
    NONE_DUE = "none_due"


class PlanProgress(StrEnum):
    """Where a child's plan stood when it was discussed."""

    ON_TRACK = "on_track"
    DRIFTING = "drifting"
    OFF_TRACK = "off_track"
    NOT_RECORDED = "not_recorded"


class OversightKind(StrEnum):
    """The forms that management oversight takes on a case file."""

    ASSESSMENT_SIGN_OFF = "assessment_sign_off"
    EPISODE_SIGN_OFF = "episode_sign_off"
    LEGAL_MEETING = "legal_meeting"
    CHAIRED_MEETING = "chaired_meeting"
    MIDWAY_REVIEW = "midway_review"
    IRO_CPO_CONVERSATION = "iro_cpo_conversation"
    MANAGEMENT_DECISION = "management_decision"
    INFORMAL_SUPERVISION = "informal_supervision"


class PlanType(StrEnum):
    """The episodes whose supervision has timescales; other labels are kept and unmapped."""

    CHILD_PROTECTION = "child_protection"
    PRE_PROCEEDINGS = "pre_proceedings"
    CHILD_IN_NEED = "child_in_need"
    LOOKED_AFTER = "looked_after"
    LOOKED_AFTER_LONG_TERM = "looked_after_long_term"
    CARE_LEAVER = "care_leaver"
    EARLY_HELP = "early_help"
    OTHER = "other"


class IdentityAspect(StrEnum):
    """The fifteen aspects of the Social GRRRAACCEESS; an organisation may add its own."""

    GENDER = "gender"
    GEOGRAPHY = "geography"
    RACE = "race"
    RELIGION = "religion"
    AGE = "age"
    ABILITY = "ability"
    APPEARANCE = "appearance"
    CLASS = "class"
    CULTURE = "culture"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    ETHNICITY = "ethnicity"
    SEXUALITY = "sexuality"
    SEXUAL_ORIENTATION = "sexual_orientation"
    SPIRITUALITY = "spirituality"


class Whose(StrEnum):
    """Whose identity was explored."""

    SUPERVISEE = "supervisee"
    SUPERVISOR = "supervisor"
    FAMILY = "family"


class PromptKind(StrEnum):
    """What a prompt is for."""

    CHECK_IN = "check_in"
    CIRCULAR_QUESTION = "circular_question"
    IDENTITY_ASPECT = "identity_aspect"


class QuestionKind(StrEnum):
    """How a template's question is answered."""

    TEXT = "text"
    YES_NO = "yes_no"
    SCORE = "score"
    MINUTES = "minutes"
    DAY = "day"
    CHOICE = "choice"


class SessionField(StrEnum):
    """The fields of a session that a template's question can fill; a dot leads into a part."""

    CHECK_IN_HELD = "check_in.held"
    CHECK_IN_NOTE = "check_in.note"
    PREVIOUS_ACTIONS_REVIEWED = "previous_actions_reviewed"
    REVIEW_OUTCOME = "action_reviews.outcome"
    REVIEW_COMPLETED_ON = "action_reviews.completed_on"
    REVIEW_NEW_DUE_ON = "action_reviews.new_due_on"
    REVIEW_COMMENT = "action_reviews.comment"
    WELLBEING = "wellbeing"
    REFLECTION = "reflection"
    PLAN_PROGRESS = "discussions.plan_progress"
    ANALYSIS = "discussions.analysis"
    CHILDS_VOICE = "discussions.childs_voice"
    DECISION = "discussions.decision"
    RATIONALE = "discussions.rationale"
    CONTINGENCY = "discussions.contingency"
    FAMILY_FEEDBACK = "family_feedback"
    CIRCULAR_QUESTIONS = "circular_questions"
    IDENTITY_ASPECT = "identity_aspects.aspect"
    IDENTITY_WHOSE = "identity_aspects.whose"
    APPRECIATIVE_NOTE = "appreciative_note"
    DEVELOPMENT = "development"
    ACTION_DESCRIPTION = "actions.description"
    ACTION_OWNER = "actions.owner_ref"
    ACTION_DUE_ON = "actions.due_on"
    ACTION_CONTINGENCY = "actions.contingency"
    FEEDBACK_MINUTES = "feedback_minutes"
    FEEDBACK_SCORE = "feedback.score"
    FEEDBACK_MORE_OF = "feedback.more_of"
    FEEDBACK_LESS_OF = "feedback.less_of"
    FEEDBACK_DIFFERENTLY = "feedback.differently"
    FEEDBACK_UNASKED = "feedback.unasked"
    SUPERVISEE_SIGNED_ON = "signatures.supervisee_on"
    SUPERVISOR_SIGNED_ON = "signatures.supervisor_on"
    DISAGREEMENT = "signatures.disagreement"
    SHARED_ON = "shared_on"


class MappingField(StrEnum):
    """What a source may have labels of its own for: stages of posts, types of plans."""

    STAGE = "stage"
    PLAN_TYPE = "plan_type"


class EditionType(StrEnum):
    """What an organisation keeps in editions of its own; the values stand in paths."""

    TEMPLATE = "templates"
    PROMPT = "prompts"
    MAPPING = "mappings"
    COLUMNS = "columns"


class SubjectType(StrEnum):
    """Whose chain of facts an expectation belongs to."""

    WORKER = "worker"
    CASE = "case"
    AGREEMENT = "agreement"


class ImportMode(StrEnum):
    """Whether an import only says what it would do."""

    VALIDATE = "validate"
    COMMIT = "commit"


class Atomicity(StrEnum):
    """Whether one refused row of an import keeps all others out."""

    ALL = "all"
    ITEM = "item"


class UnknownRef(StrEnum):
    """What is done with a row of an import that points at a record nobody has sent."""

    REJECT = "reject"
    STUB = "stub"


class ImportStatus(StrEnum):
    """How far an import is."""

    RECEIVING = "receiving"
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ImportOutcome(StrEnum):
    """What became of one row of an import: those of a record that is put, and three more.

    Held back: another row was refused, and all or none were wanted.
    """

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE_IGNORED = "stale_ignored"
    RESTORED = "restored"
    REFUSED = "refused"
    HELD_BACK = "held_back"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    """Why streams are worked out again in the background."""

    POLICY = "policy"
    CALENDAR = "calendar"
    EVERYTHING = "everything"


class EventType(StrEnum):
    """What the feed tells of."""

    TEAM = "teams"
    WORKER = "workers"
    AGREEMENT = "agreements"
    CASE = "cases"
    SESSION = "sessions"
    ACTION = "actions"
    FEEDBACK = "feedback"
    OVERSIGHT_NOTE = "oversight-notes"
    FLAG = "flags"
    POLICY = "policies"
    CALENDAR = "calendar"
    TEMPLATE = "templates"
    PROMPT = "prompts"
    MAPPING = "mappings"
    COLUMNS = "columns"
    RETURN = "returns"
    IMPORT = "imports"
    JOB = "jobs"
    WEBHOOK = "webhooks"


class PauseReason(StrEnum):
    """Why a webhook is not called."""

    ASKED = "asked"
    FAILING = "failing"
    GONE = "gone"


class CallError(StrEnum):
    """Why a call of a webhook got no answer."""

    ADDRESS_REFUSED = "address_refused"
    NAME_UNKNOWN = "name_unknown"
    NOT_CONNECTED = "not_connected"
    CERTIFICATE_REFUSED = "certificate_refused"
    TIMED_OUT = "timed_out"
    BROKEN_OFF = "broken_off"


class Severity(StrEnum):
    """How much an unmet expectation weighs."""

    BREACH = "breach"
    WARNING = "warning"
    QUERY = "query"


class Judgement(StrEnum):
    """Whether a stretch can be judged on the days it stands."""

    JUDGED = "judged"
    PAUSED = "paused"
    CANNOT_JUDGE = "cannot_judge"


class EndReason(StrEnum):
    """Why a stretch stopped standing."""

    CHANGED = "changed"
    LEFT = "left"
    CLOSED = "closed"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


class State(StrEnum):
    """How an expectation stands as at a day: the first of these that holds."""

    MET = "met"
    EXCUSED = "excused"
    MET_LATE = "met_late"
    ENDED = "ended"
    OVERDUE = "overdue"
    PAUSED = "paused"
    CANNOT_JUDGE = "cannot_judge"
    IN_GRACE = "in_grace"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    NOT_YET_DUE = "not_yet_due"


class Nation(StrEnum):
    """The nations of the United Kingdom, whose bank holidays differ."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class Measure(StrEnum):
    """What is counted."""

    DUE_IN_PERIOD = "due_in_period"
    IN_TIMESCALE = "in_timescale"
