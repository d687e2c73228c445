"""Building block: something recurs within an interval, per subject, while a duty lasts."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.rules.calendar import days
from app.rules.clock import Clock
from app.rules.expectation import Step, written
from app.rules.facts import Absence
from app.rules.pauses import Pause, pauses_of
from app.rules.policy import Policy, RuleBook
from app.rules.stretch import Stretch
from app.rules.terms import Terms
from app.vocabulary import EndReason, Judgement


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of a duty that share their terms, or a reason why nothing can be judged on them.

    With neither, nothing is expected on them: `silence` says how a stretch ends there. `pausing`
    are the reasons that pause them where there are no terms; `plan_type` is whose interval it is.
    """

    from_on: date
    terms: Terms | None = None
    reason: str | None = None
    silence: EndReason | None = None
    pausing: frozenset[str] = frozenset()
    plan_type: str | None = None


def joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Segments in order without those that only say again what holds already."""
    cut: list[Segment] = []
    for segment in segments:
        if not cut or _said(cut[-1]) != _said(segment):
            cut.append(segment)
    return tuple(cut)


def _said(segment: Segment) -> tuple[object, ...]:
    said = (segment.terms, segment.reason, segment.silence, segment.plan_type)
    return (*said, segment.pausing)


STARTS = frozenset({"post", "plan", "agreement"})


class Anchor(NamedTuple):
    """What opens an expectation and meets the one before: a duty's start or an event."""

    on: date
    id: UUID
    kind: str
    name: str

    @property
    def is_event(self) -> bool:
        """Whether something happened, other than that the duty began."""
        return self.kind not in STARTS

    @property
    def step(self) -> Step:
        """The first step of every trace."""
        return {
            "code": "anchor",
            "kind": self.kind,
            "id": self.name,
            "on": written(self.on),
        }


Closing = Callable[[Policy], tuple[Step, ...]]
"""The steps that every trace of a cadence ends with, under a policy."""


def nothing(_: Policy) -> tuple[Step, ...]:
    """No step that every trace of a cadence ends with."""
    return ()


@dataclass(slots=True, kw_only=True)
class Cadence:
    """One duty of one subject: its segments in order, the pauses and what else happened in it.

    `until` is the first day outside, date.max: none; `ends_as` is why it ends there. `blurs` are
    the days of events of which it is not known whether they count; `misses` are those that looked
    like they would, by day. `closing` are the steps that every trace ends with.
    """

    book: RuleBook
    segments: tuple[Segment, ...]
    until: date
    ends_as: EndReason = EndReason.LEFT
    absences: tuple[Absence, ...] = ()
    blurs: tuple[date, ...] = ()
    blur_reason: str = ""
    miss_days: list[date] = field(default_factory=list)
    misses: list[Step] = field(default_factory=list)
    closing: Closing = nothing
    _pauses: dict[frozenset[str], tuple[Pause, ...]] = field(default_factory=dict)
    _days: list[date] = field(default_factory=list)

    def stretches(
        self, opener: Anchor, met: Anchor | None, reason: str | None = None
    ) -> list[Stretch]:
        """All stretches of what the opener opened; `reason` says why none of it can be judged."""
        stop = met.on if met else None
        segments = self._segments(opener.on, stop)
        parts = list(self._pieces(opener, segments, stop, reason))
        if self.blurs:
            parts = self._blurred(parts, opener, stop)
        if self.absences:
            parts = [part for piece in parts for part in self._paused(piece, stop)]
        if met:
            _meet(parts, met)
        stood = [part for part in parts if part.ended_on is None or part.from_on < part.ended_on]
        self._finish(stood, opener)
        return stood

    def held_throughout(self, opened_on: date, stop: date | None) -> Segment | None:
        """What holds on all days from the opening day to the stopping day, if one thing does."""
        if self.blurs or self.absences:
            return None
        segments = self._segments(opened_on, stop)
        return segments[0] if len(segments) == 1 else None

    def near_misses(self, since: date, until: date) -> tuple[Step, ...]:
        """Those from a day on and before another."""
        if not self.misses:
            return ()
        first = bisect_left(self.miss_days, since)
        return tuple(self.misses[first : bisect_left(self.miss_days, until)])

    def pauses(self, reasons: frozenset[str]) -> tuple[Pause, ...]:
        """The pauses under a policy's pausing reasons, put in order once."""
        if reasons not in self._pauses:
            self._pauses[reasons] = pauses_of(self.absences, reasons)
        return self._pauses[reasons]

    def _pieces(
        self,
        opener: Anchor,
        segments: tuple[Segment, ...],
        stop: date | None,
        reason: str | None,
    ) -> Iterator[Stretch]:
        """One stretch per change of what is in force, until it is met."""
        clock = Clock(opener.on, self.pauses)
        piece: Stretch | None = None
        for segment in segments:
            day = max(segment.from_on, opener.on)
            if segment.silence:
                if piece:
                    piece.end(day, segment.silence)
                    yield piece
                    piece = None
                if segment.silence is EndReason.LEFT:
                    clock.fall_silent(day)
                continue
            clock.come_back(day)
            why = reason or segment.reason
            begins = True if segment.terms is None else clock.take(day, segment.terms)
            if piece and piece.reason == why and not begins:
                continue
            if piece and why and piece.reason == why and self._pause_alike(piece, day):
                continue
            if piece:
                piece.end(day, EndReason.CHANGED)
                yield piece
            piece = (
                _unjudged(day, why) if why else _due(day, clock.due_on, clock.terms, clock.steps)
            )
            piece.plan_type = segment.plan_type
        if piece:
            if stop is None and self.until != date.max:
                piece.end(self.until, self.ends_as)
            yield piece

    def _segments(self, opened_on: date, stop: date | None) -> tuple[Segment, ...]:
        """Those that hold on the days from the opening day to the stopping day."""
        if not self._days:
            self._days = [segment.from_on for segment in self.segments]
        first = max(bisect_right(self._days, opened_on) - 1, 0)
        last = len(self._days) if stop is None else bisect_right(self._days, stop)
        return self.segments[first:last]

    def _blurred(self, pieces: list[Stretch], opener: Anchor, stop: date | None) -> list[Stretch]:
        """Nothing is judged from an event on of which it is not known whether it counts."""
        after_opener = bisect_right if opener.is_event else bisect_left
        index = after_opener(self.blurs, opener.on)
        if index == len(self.blurs) or (stop is not None and self.blurs[index] >= stop):
            return pieces
        day, blurred = self.blurs[index], []
        for piece in pieces:
            if (piece.ended_on or date.max) <= day:
                blurred.append(piece)
                continue
            if piece.unjudged:  # for more reasons than one: a window after it has to know both
                piece.trace += (_why_unjudged(max(day, piece.from_on), self.blur_reason),)
                blurred.append(piece)
                continue
            rest = _unjudged(max(day, piece.from_on), self.blur_reason)
            rest.plan_type = piece.plan_type
            rest.ended_on, rest.end_reason = piece.ended_on, piece.end_reason
            if piece.from_on < day:
                piece.end(day, EndReason.CHANGED)
                blurred.append(piece)
            if not self._continues(blurred, rest):
                blurred.append(rest)
        return blurred

    def _paused(self, piece: Stretch, stop: date | None) -> Iterator[Stretch]:
        """The piece, with the days of each pause that began before it was a breach apart."""
        breach_on, until = piece.breach_on or date.max, piece.ended_on or date.max
        for pause in self.pauses(self._pausing(piece.from_on)):
            if pause.from_on >= min(breach_on, until, stop or date.max):
                break
            if pause.until is not None and pause.until <= piece.from_on:
                continue
            if piece.from_on < pause.from_on:
                yield _until(piece, pause.from_on)
            paused = _pause(piece, pause)
            if pause.until is None or pause.until > min(until, stop or date.max):
                yield paused
                return
            if pause.until == until:
                yield paused
                return
            paused.end(pause.until, EndReason.CHANGED)
            yield paused
            piece.from_on = pause.until
        yield piece

    def _continues(self, pieces: list[Stretch], rest: Stretch) -> bool:
        """Let the last piece stand on where the rest only goes on with it; says whether it does."""
        last = pieces[-1] if pieces else None
        if not last or (last.reason, last.ended_on) != (rest.reason, rest.from_on):
            return False
        if not self._pause_alike(last, rest.from_on):
            return False
        last.ended_on, last.end_reason = rest.ended_on, rest.end_reason
        return True

    def _pause_alike(self, piece: Stretch, day: date) -> bool:
        """Whether the same reasons pause a piece and the days from a day on."""
        return self._pausing(piece.from_on) == self._pausing(day)

    def _pausing(self, day: date) -> frozenset[str]:
        return self.book.policy_on(day).pausing_reasons

    def _finish(self, stretches: list[Stretch], opener: Anchor) -> None:
        """Add to each what its trace begins with, the near misses and the versions."""
        since = stretches[0].from_on if stretches else opener.on
        for stretch in stretches:
            policy = self.book.policy_on(stretch.from_on)
            stretch.trace = (opener.step, *stretch.trace, *self.closing(policy))
            stretch.policy_version = policy.version
            stretch.calendar_version = self.book.calendar_on(stretch.from_on).version
            until = stretch.met_on or stretch.ended_on or date.max
            stretch.near_misses = self.near_misses(since, until)
            since = until


def _due(day: date, due_on: date | None, terms: Terms | None, steps: tuple[Step, ...]) -> Stretch:
    breach_on = due_on + days(1 + terms.grace) if due_on and terms else None
    return Stretch(from_on=day, due_on=due_on, breach_on=breach_on, trace=steps)


def _unjudged(day: date, reason: str) -> Stretch:
    return Stretch(
        from_on=day,
        judgement=Judgement.CANNOT_JUDGE,
        unjudged=True,
        reason=reason,
        trace=(_why_unjudged(day, reason),),
    )


def _why_unjudged(day: date, reason: str) -> Step:
    return {"code": "cannot_judge", "reason": reason, "from_on": written(day)}


def _until(piece: Stretch, day: date) -> Stretch:
    """The first days of a piece."""
    before = replace(piece)
    before.end(day, EndReason.CHANGED)
    return before


def _pause(piece: Stretch, pause: Pause) -> Stretch:
    """The days of a piece in a pause: nothing becomes a breach on them."""
    breach_on = piece.breach_on
    if breach_on:
        breach_on = max(breach_on, pause.until) if pause.until else None
    return replace(
        piece,
        from_on=max(piece.from_on, pause.from_on),
        breach_on=breach_on,
        judgement=Judgement.PAUSED,
        reason=pause.reason,
    )


def _meet(parts: list[Stretch], met: Anchor) -> None:
    """Let the event meet what stands on its day; what could not be judged ends there instead."""
    last = parts[-1] if parts else None
    if not last or last.ended_on is not None:
        return
    if last.unjudged:
        last.end(met.on, EndReason.SUPERSEDED)
    else:
        last.meet(met.on, met.id)
