"""What the stories ask the service: how a clock stands, which flags are up, what was counted."""

from datetime import datetime
from typing import Any

from tests.harness.service import Client, keyed
from tests.resources import make

CLOCK = "personal-timescale"


def evening(service: Client, day: str) -> None:
    """Go to six o'clock on a day."""
    service.clock.set(datetime.fromisoformat(f"{day}T18:00:00+00:00"))


def id_of(service: Client, type: str, reference: str) -> str:
    """Our id of a record of `mosaic`."""
    found: str = make.ok(service.get(keyed(type, reference)))["id"]
    return found


def rows(service: Client, rule: str, as_at: str, **query: Any) -> list[Any]:
    """The stretches of a rule as at a day."""
    return service.items("/v1/expectations", rule=rule, as_at=as_at, **query)


def next_due(service: Client, as_at: str, worker: str = "W1", **query: Any) -> list[Any]:
    """When a worker's next personal session is due as at a day, and how that stands."""
    found = rows(service, CLOCK, as_at, worker=id_of(service, "workers", worker), **query)
    return [(row["due_on"], row["state"]) for row in found if row["met_on"] is None]


def flags(service: Client, as_at: str, **query: Any) -> set[tuple[str, str]]:
    """What is overdue as at a day: the rule, and the record or else the subject."""
    found = service.items("/v1/flags", as_at=as_at, **query)
    return {(flag["rule"], flag["record_ref"] or flag["subject_ref"]) for flag in found}


def counted(service: Client, rule: str, **period: Any) -> dict[str, Any]:
    """The figures of a rule for a period, the empty columns left out."""
    answer = make.ok(service.get("/v1/compliance", None, rule=rule, **period))
    columns = ("expected", "met", "met_late", "overdue", "cannot_judge", "paused", "not_yet_due")
    return {name: item[name] for item in answer["items"] for name in columns if item[name]}


def raised(written: Any) -> list[str]:
    """The rules whose flags a request raised."""
    return sorted(flag["rule"] for flag in written["flags"]["raised"])


def cleared(written: Any) -> list[str]:
    """The rules whose flags a request cleared."""
    return sorted(flag["rule"] for flag in written["flags"]["cleared"])
