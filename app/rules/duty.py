"""The days on which a worker's supervision is expected, worked out from their posts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.rules.calendar import DAY
from app.rules.facts import Post, Worker

LONGEST_GAP = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one post, from the first to the one after the last."""

    from_on: date
    until: date
    post: Post

    def holds(self, day: date) -> bool:
        """Whether the post is in force that day."""
        return self.from_on <= day < self.until


@dataclass(frozen=True, slots=True)
class Run:
    """Supervised posts one after another, without a gap too long to keep the clock.

    Where no start is known, `from_on` is the first of all days and `known` false.
    """

    from_on: date
    until: date
    spans: tuple[Span, ...]
    known: bool = True

    @property
    def opener(self) -> Post:
        """The post that began the run; of several, the one received first."""
        first = [span.post for span in self.spans if span.from_on == self.from_on]
        return min(first, key=lambda post: (post.received_on, post.id))

    def covers(self, day: date) -> bool:
        """Whether a supervised post is in force that day; not so in a gap."""
        for span in self.spans:  # noqa: SIM110  # `any` takes three times as long, for each session
            if span.holds(day):
                return True
        return False


class Duty:
    """A worker's posts in order: who is expected when, and in which team."""

    __slots__ = ("_spans", "runs")

    def __init__(self, worker: Worker) -> None:
        """Put the posts in order, an unknown start as early as anything else is known."""
        begun = min(
            (p.started_on for p in worker.posts if p.supervised and p.started_on), default=None
        )
        spans = [_span(post, worker.posts, begun) for post in worker.posts]
        spans.sort(key=lambda span: (span.from_on, span.post.id))
        self._spans = tuple(span for span in spans if span.from_on < span.until)
        self.runs = _runs([span for span in self._spans if span.post.supervised])

    def changes(self) -> Iterator[date]:
        """The days on which a post begins or is over."""
        for span in self._spans:
            yield span.from_on
            yield span.until

    def covers(self, day: date) -> bool:
        """Whether a supervised post is in force that day."""
        return any(span.holds(day) for span in self._spans if span.post.supervised)

    def run_on(self, day: date) -> Run | None:
        """The run that holds on a day, its gaps included."""
        for run in self.runs:
            if run.from_on <= day < run.until:
                return run
        return None

    def left_on(self, day: date) -> date | None:
        """The first day outside the duty that holds on a day; None: no end, or no duty."""
        run = self.run_on(day)
        return run.until if run and run.until != date.max else None

    def post_on(self, day: date) -> Post | None:
        """The post begun first of those in force that day, else the last one before."""
        last = None
        for span in self._spans:
            if span.holds(day):
                return span.post
            if span.until <= day and (last is None or last.until <= span.until):
                last = span
        return last.post if last else None


def _span(post: Post, posts: tuple[Post, ...], begun: date | None) -> Span:
    """The days of a post; on a hand-over day the new one counts."""
    start = post.started_on or (begun if post.supervised and begun else date.min)
    if post.ended_on is None:
        return Span(start, date.max, post)
    handed_over = start < post.ended_on and any(
        other.started_on == post.ended_on for other in posts if other is not post
    )
    return Span(start, post.ended_on if handed_over else post.ended_on + DAY, post)


def _runs(spans: list[Span]) -> tuple[Run, ...]:
    """The spans, which are in order, joined over gaps short enough to keep the clock."""
    groups: list[list[Span]] = []
    until = date.min
    for span in spans:
        if groups and (span.from_on <= until or span.from_on - until <= LONGEST_GAP):
            groups[-1].append(span)
        else:
            groups.append([span])
            until = date.min
        until = max(until, span.until)
    return tuple(_run(group) for group in groups)


def _run(spans: list[Span]) -> Run:
    start = spans[0].from_on
    return Run(start, max(span.until for span in spans), tuple(spans), known=start != date.min)
