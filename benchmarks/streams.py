"""The same invented records as facts for the rules, with no database in between."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from app.resources.records.texts import as_fact, shingles, word_count
from app.rules import facts
from app.rules.expectation import NAMESPACE
from app.vocabulary import (
    Direction,
    OversightKind,
    PlanProgress,
    ReviewOutcome,
    SessionKind,
    SessionStatus,
)
from benchmarks.history import Staff, career

Sent = dict[str, Any]
Stream = facts.WorkerStream | facts.CaseStream | facts.AgreementStream


def id_of(reference: str) -> UUID:
    """What stands for the id of a record."""
    return uuid5(NAMESPACE, reference)


def streams_of(staff: Staff, position: int, today: date) -> list[Stream]:
    """All streams of one worker: their own, their agreement's and those of their cases."""
    gathered = Gathered()
    for _, schema, sent in career(staff, position, today):
        gathered.take(schema.__name__, sent)
    return gathered.streams()


@dataclass(slots=True)
class Gathered:
    """What was sent about one worker, by what it is."""

    sent: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    reviews: dict[str, list[facts.Review]] = field(default_factory=lambda: defaultdict(list))

    def take(self, name: str, sent: Sent) -> None:
        """One record."""
        self.sent[name].append(sent)
        for each in sent.get("action_reviews", ()):
            self.reviews[each["action_ref"]].append(_review(sent, each))

    def streams(self) -> list[Stream]:
        """Every stream."""
        agreements = tuple(map(_agreement, self.sent["AgreementCreate"]))
        worker = _worker(self.sent["WorkerCreate"][0], agreements)
        sessions = {one["reference"]: _session(one) for one in self.sent["SessionCreate"]}
        actions = self._actions()
        own = facts.WorkerStream(worker, tuple(sessions.values()), tuple(actions[None]))
        cases = [self._case(one, worker, sessions, actions) for one in self.sent["CaseCreate"]]
        return [own, *cases, *(facts.AgreementStream(one, worker) for one in agreements)]

    def _actions(self) -> dict[str | None, list[facts.Action]]:
        """By the case that they are about; None: the worker."""
        found: dict[str | None, list[facts.Action]] = defaultdict(list)
        for session in self.sent["SessionCreate"]:
            for each in session["actions"]:
                reviews = tuple(self.reviews[each["reference"]])
                found[each.get("case_ref")].append(_action(session, each, reviews))
        return found

    def _case(
        self,
        sent: Sent,
        worker: facts.Worker,
        sessions: dict[str, facts.Session],
        actions: dict[str | None, list[facts.Action]],
    ) -> facts.CaseStream:
        reference = sent["reference"]
        spoken_of = (
            sessions[one["reference"]]
            for one in self.sent["SessionCreate"]
            if any(each["case_ref"] == reference for each in one["discussions"])
        )
        notes = (one for one in self.sent["OversightNoteCreate"] if one["case_ref"] == reference)
        return facts.CaseStream(
            case_id=id_of(reference),
            closed_on=_day(sent["closed_on"]),
            plans=tuple(_plan(reference, each) for each in sent["plans"]),
            allocations=tuple(_allocation(reference, each) for each in sent["allocations"]),
            sessions=tuple(spoken_of),
            notes=tuple(map(_note, notes)),
            actions=tuple(actions[reference]),
            workers={worker.id: worker},
        )


def _worker(sent: Sent, agreements: tuple[facts.Agreement, ...]) -> facts.Worker:
    posts = (
        facts.Post(
            id_of(f"{sent['reference']}/{place}"),
            id_of(each["team_ref"]),
            each["role"],
            "standard",
            supervised=True,
            started_on=date.fromisoformat(each["started_on"]),
            ended_on=None,
            received_on=date.fromisoformat(each["started_on"]),
        )
        for place, each in enumerate(sent["posts"])
    )
    return facts.Worker(id_of(sent["reference"]), posts=tuple(posts), agreements=agreements)


def _agreement(sent: Sent) -> facts.Agreement:
    return facts.Agreement(
        id_of(sent["reference"]),
        id_of(sent["supervisor_ref"]),
        date.fromisoformat(sent["started_on"]),
        signed_on=_day(sent["signed_on"]),
        reviews=tuple(map(date.fromisoformat, sent["reviews"])),
    )


def _session(sent: Sent) -> facts.Session:
    began, ended = map(datetime.fromisoformat, (sent["started_at"], sent["ended_at"]))
    worker_id = id_of(sent["supervisee_ref"])
    signed = {name: date.fromisoformat(day) for name, day in sent["signatures"].items()}
    return facts.Session(
        id=id_of(sent["reference"]),
        kind=SessionKind(sent["kind"]),
        status=SessionStatus(sent["status"]),
        received_at=datetime.fromisoformat(sent["source_updated_at"]),
        held_on=began.date(),
        started_at=began,
        planned_on=began.date(),
        minutes=(ended - began) // timedelta(minutes=1),
        interrupted_minutes=sent["interrupted_minutes"],
        recorded_on=datetime.fromisoformat(sent["recorded_at"]).date(),
        check_in=sent["check_in"]["held"],
        feedback_minutes=sent["feedback_minutes"],
        feedback_listed=True,
        tick_box=sent["previous_actions_reviewed"],
        reflection=_text(sent["reflection"]),
        appreciated=True,
        identity_explored=bool(sent["identity_aspects"]),
        shared_on=_day(sent["shared_on"]),
        signatures=facts.Signatures(**signed),
        supervisees=(worker_id,),
        supervisors=(id_of(sent["supervisor_ref"]),),
        feedback=tuple(_feedback(sent, each, worker_id) for each in sent["feedback"]),
        discussions=tuple(_discussion(sent, each) for each in sent["discussions"]),
        reviewed=frozenset(id_of(each["action_ref"]) for each in sent["action_reviews"]),
    )


def _feedback(session: Sent, sent: Sent, worker_id: UUID) -> facts.Feedback:
    return facts.Feedback(
        id_of(f"{session['reference']}/{sent['direction']}"),
        worker_id,
        Direction(sent["direction"]),
        date.fromisoformat(sent["given_on"]),
        declined=False,
        score=sent.get("score"),
    )


def _discussion(session: Sent, sent: Sent) -> facts.Discussion:
    return facts.Discussion(
        id_of(f"{session['reference']}/{sent['case_ref']}"),
        id_of(sent["case_ref"]),
        datetime.fromisoformat(sent["recorded_at"]).date(),
        PlanProgress(sent["plan_progress"]),
        _text(sent["analysis"]),
        decided=True,
        reasoned=True,
        contingency=bool(sent["contingency"]),
    )


def _text(said: str) -> facts.Text | None:
    return as_fact(word_count(said), shingles(said))


def _review(session: Sent, sent: Sent) -> facts.Review:
    began = datetime.fromisoformat(session["started_at"])
    return facts.Review(
        id_of(session["reference"]),
        began.date(),
        began,
        ReviewOutcome(sent["outcome"]),
        _day(sent["completed_on"]),
    )


def _action(session: Sent, sent: Sent, reviews: tuple[facts.Review, ...]) -> facts.Action:
    began = datetime.fromisoformat(session["started_at"])
    return facts.Action(
        id_of(sent["reference"]),
        began.date(),
        id_of(session["reference"]),
        began,
        id_of(sent["owner_ref"]),
        _day(sent["due_on"]),
        reviews=reviews,
    )


def _plan(case: str, sent: Sent) -> facts.Plan:
    id = id_of(f"plan/{case}/{sent['type']}")
    since = date.fromisoformat(sent["started_on"])
    return facts.Plan(id, sent["type"], sent["type"], since, _day(sent.get("ended_on")))


def _allocation(case: str, sent: Sent) -> facts.Allocation:
    id, worker = id_of(f"allocation/{case}/{sent['worker_ref']}"), id_of(sent["worker_ref"])
    since = date.fromisoformat(sent["started_on"])
    return facts.Allocation(id, worker, since, _day(sent.get("ended_on")))


def _note(sent: Sent) -> facts.Note:
    decided, recorded = map(datetime.fromisoformat, (sent["decided_at"], sent["recorded_at"]))
    return facts.Note(
        id_of(sent["reference"]),
        id_of(sent["author_ref"]),
        OversightKind(sent["kind"]),
        received_at=recorded,
        decided_on=decided.date(),
        decided_at=decided,
        recorded_on=recorded.date(),
        recorded_at=recorded,
        decided=True,
        reasoned=True,
    )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
