"""Three senders, out of order, again and again and all at once, come to what order comes to."""

from collections.abc import Callable
from random import Random

import pytest

from tests.harness.service import Client, Running, newcomer
from tests.journeys.comparing import Held, held
from tests.journeys.feeds import Owner, Told, of_one_system, of_three_systems, told
from tests.journeys.senders import Sender, all_at_once
from tests.journeys.verifying import verified

SYSTEMS = ("mosaic", "personnel", "form")
Split = Callable[[Client, list[Told], Random], list[Sender]]


def by_system(client: Client, feed: list[Told], chance: Random) -> list[Sender]:
    """Each system sends what is its own, and points at what is another's."""
    return [
        Sender(client.of_source(source), [one for one in feed if one.source == source], chance)
        for source in SYSTEMS
    ]


def by_thread(client: Client, feed: list[Told], chance: Random) -> list[Sender]:
    """Three threads of one system send parts of one feed that overlap, each in its own order."""
    parts: list[list[Told]] = [
        [one for at, one in enumerate(feed) if at % 3 == n or chance.random() < 0.4]
        for n in range(3)
    ]
    return [Sender(client, chance.sample(part, len(part)), chance) for part in parts]


def disordered(records: list[list[Told]], chance: Random) -> list[Told]:
    """The last state of each record up to three times, any other perhaps, all in any order."""
    feed = [
        state
        for *earlier, last in records
        for state in [*earlier, last]
        for _ in range(chance.choice([1, 1, 2, 3] if state is last else [0, 1, 1, 2]))
    ]
    return chance.sample(feed, len(feed))


WAYS = {
    "three systems": (of_three_systems, by_system),
    "three threads of one": (of_one_system, by_thread),
}


@pytest.fixture(scope="module", params=WAYS.values(), ids=WAYS)
def way(request: pytest.FixtureRequest) -> tuple[Owner, Split]:
    """Whose the records are, and who sends them."""
    found: tuple[Owner, Split] = request.param
    return found


@pytest.fixture(scope="module")
def clean(running: Running, way: tuple[Owner, Split]) -> Held:
    """What another organisation holds, which was told every state once and in order."""
    client = newcomer(running)
    clients = {source: client.of_source(source) for source in SYSTEMS}
    for one in [state for states in told(way[0]) for state in states]:
        answer = clients[one.source].put(one.type, one.reference, one.body, one.source)
        assert answer.json["outcome"] in ("created", "updated"), answer
    return held(client)


@pytest.mark.parametrize("seed", range(2))
def test_a_disordered_feed_comes_to_what_the_clean_one_comes_to(
    way: tuple[Owner, Split], clean: Held, service: Client, seed: int
) -> None:
    owner, split = way
    chance = Random(seed)  # noqa: S311 -- an order, not a secret
    came = all_at_once(split(service, disordered(told(owner), chance), chance))
    assert came.keys() >= {"created", "updated", "unchanged", "stale_ignored", "refused"}
    assert held(service) == clean
    assert verified(service).differences == []


def test_what_is_compared_is_much(clean: Held) -> None:
    assert all(clean.values())
    assert len(clean["stretches"]) > 500
