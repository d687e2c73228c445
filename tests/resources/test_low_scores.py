"""A low score: which action answers it does not hang on what became of the actions since."""

from tests.harness.service import Client
from tests.journeys.asking import evening
from tests.journeys.verifying import verified
from tests.resources import make


def test_the_first_action_answers_it_whichever_was_settled_first(service: Client) -> None:
    evening(service, "2026-06-12")
    make.people(service)
    low = {"direction": "supervisee_to_supervisor", "score": 2}
    make.session(service, "S1", on="2026-03-02", feedback=[low])
    both = [make.action("A1", "2026-04-20"), make.action("A2", "2026-04-20")]
    agreed = make.session(service, "S2", on="2026-03-30", actions=both)["actions"]
    done = [{"action_ref": "A2", "outcome": "completed"}]
    make.session(service, "S3", on="2026-04-27", action_reviews=done)
    make.session(service, "S4", on="2026-05-25")
    (row,) = service.items("/v1/expectations", rule="low-score-followed-up", state="met")
    assert row["met_by"] == min(action["id"] for action in agreed)
    assert verified(service).differences == []


def test_one_that_nobody_answered_stays_a_flag(service: Client) -> None:
    evening(service, "2026-06-12")
    make.people(service)
    low = {"direction": "supervisee_to_supervisor", "score": 2}
    make.session(service, "S1", on="2026-03-02", feedback=[low])
    make.session(service, "S2", on="2026-03-30", actions=[])
    make.session(service, "S3", on="2026-04-27")
    [flag] = service.items("/v1/flags", rule="low-score-followed-up")
    assert (flag["record_ref"], flag["due_on"]) == ("S1", "2026-03-30")
