"""What a policy says of soon and of colours holds from when it was known, like everything else."""

from datetime import UTC, datetime

from tests.harness.service import Client
from tests.resources import make


def test_more_days_of_warning_change_no_answer_as_known_before(service: Client) -> None:
    service.clock.set(datetime(2026, 3, 4, 12, tzinfo=UTC))
    posts = [{"role": "social_worker", "started_on": "2026-03-02"}]
    make.worker(service, posts=posts)
    known_at = make.ok(service.get("/v1/expectations"))["known_at"]
    asked = {"rule": "personal-timescale", "as_at": "2026-03-18", "known_at": known_at}

    def states() -> list[str]:
        return [row["state"] for row in service.items("/v1/expectations", **asked)]

    before = states()
    service.clock.set(datetime(2026, 3, 5, 12, tzinfo=UTC))
    make.created(service.post("/v1/policies", {"effective_on": "2026-03-05", "warning_days": 20}))
    service.work()
    assert before == ["not_yet_due"] == states()
    del asked["known_at"]
    assert states() == ["due_soon"]
