"""How much is done in one batch of background work, so that nobody waits long for it."""

from dataclasses import dataclass, field

FIRST, MOST = 10, 1000
"""Records of a batch: of the first, and at most, so that memory does not grow with the work."""
SECONDS_OF_A_BATCH = {"sqlite": 0.4, "postgresql": 0.8}
"""Others who write may have to wait for so long; on PostgreSQL only those of the same records, and
all of the organisation while the batch is numbered."""

Work = tuple[str, bool]
"""What a batch does, and whether to whole streams: batches of one work take about as long."""


@dataclass(slots=True)
class Pace:
    """How many records a batch takes, by its work: as many as fit into the time that it has."""

    seconds: float = SECONDS_OF_A_BATCH["sqlite"]
    _sizes: dict[Work, int] = field(default_factory=dict)

    def size(self, work: Work, first: int = FIRST) -> int:
        """How many records the next batch takes; `first` before any was timed."""
        return self._sizes.get(work, first)

    def note(self, work: Work, records: int, seconds: float) -> None:
        """Make the next batch larger or smaller, by how long this one took."""
        if not records:
            return
        fits = int(records * self.seconds / max(seconds, 0.001))
        self._sizes[work] = max(1, min(fits, 2 * max(records, self.size(work)), MOST))


@dataclass(frozen=True, slots=True)
class Worked:
    """What a batch went through, and how many jobs were finished by it."""

    work: Work
    records: int
    finished: int
