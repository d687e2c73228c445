"""What may be shown of scores, and an attacker who has all of it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resources.feedback_summary.suppression import Given, Path, is_safe, shown
from tests.resources.attacker import Attacker

Rule = Callable[[Sequence[Given]], frozenset[Path]]
SEEDS = range(200)
MOODS = [range(1, 11), range(8, 11), (10,), (1,), (1, 10), (9, 9, 9, 10), (1, 1, 2)]


def organisation(seed: int) -> list[Given]:
    """The scores of one quarter: small and large teams; some people in several; some unsure."""
    random = Random(seed)  # noqa: S311  # not for secrets
    mood = random.choice(MOODS)
    scores = []
    for team in range(random.randint(1, 5)):
        for supervisor in range(random.randint(1, 3)):
            least = random.choice(mood)
            for worker in range(random.choice([1, 2, 4, 5, 6, 9])):
                here = (team, supervisor)
                elsewhere = (random.randrange(3), random.randrange(2))
                who = random.choices([(*here, worker), (worker,), None], [8, 2, 1])[0]
                paths = random.choices([here, elsewhere], [9, 1], k=random.choice([1, 1, 1, 2, 7]))
                scores += [Given(path, who, random.choice((least, *mood))) for path in paths]
    return scores


def groups(scores: Sequence[Given]) -> dict[Path, frozenset[int]]:
    """Every group that can be asked for, with the places of its scores."""
    found = defaultdict(set)
    for place, one in enumerate(scores):
        for depth in range(3):
            found[one.path[:depth]].add(place)
    return {path: frozenset(places) for path, places in found.items()}


def attacker(scores: Sequence[Given], rule: Rule = shown) -> Attacker:
    """Somebody with the exact sums of all groups that are shown; the service rounds them."""
    every = groups(scores)
    sums = ((every[path], sum(scores[p].score for p in every[path])) for path in rule(scores))
    return Attacker(len(scores), sums)


def by_respondent(scores: Sequence[Given]) -> dict[object, set[int]]:
    found = defaultdict(set)
    for place, one in enumerate(scores):
        found[one.respondent].add(place)
    found.pop(None, None)
    return found


def found_out(scores: Sequence[Given], rule: Rule = shown) -> Iterator[object]:
    """Single scores, respondents and hidden groups whose figures can be worked out."""
    solver = attacker(scores, rule)
    singles = range(len(scores))
    yield from (place for place in singles if solver.can_sum([place]) or solver.can_bound(place))
    yield from (who for who, own in by_respondent(scores).items() if solver.can_sum(own))
    hidden = groups(scores).keys() - rule(scores)
    yield from (path for path in hidden if solver.can_sum(groups(scores)[path]))


def small_ones_hidden(scores: Sequence[Given]) -> frozenset[Path]:
    """What hides groups under five respondents and nothing else."""

    def enough(places: frozenset[int]) -> bool:
        return len({scores[place].respondent for place in places} - {None}) >= 5

    return frozenset(path for path, places in groups(scores).items() if enough(places))


def without_margins(scores: Sequence[Given]) -> frozenset[Path]:
    """What counts people only, complementary suppression and all."""
    return shown(scores, lambda block: len({one.respondent for one in block} - {None}) >= 5)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_attacker_with_every_summary_finds_out_nothing(seed: int) -> None:
    assert list(found_out(organisation(seed))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_respondent_who_knows_their_own_scores_finds_out_no_other(seed: int) -> None:
    scores = organisation(seed)
    every = groups(scores)
    for own in by_respondent(scores).values():
        others = [every[path] - own for path in shown(scores)]
        solver = Attacker(
            len(scores), [(each, sum(scores[p].score for p in each)) for each in others]
        )
        assert not any(solver.can_sum([place]) for place in set(range(len(scores))) - own)


@pytest.mark.parametrize("rule", [small_ones_hidden, without_margins])
def test_the_attacker_breaks_weaker_rules(rule: Rule) -> None:
    broken = [seed for seed in SEEDS if any(found_out(organisation(seed), rule))]
    assert len(broken) > 20


def test_the_organisations_have_something_to_show_and_something_to_hide() -> None:
    visible = [len(shown(organisation(seed))) for seed in SEEDS]
    every = [len(groups(organisation(seed))) for seed in SEEDS]
    assert sum(visible) > 300
    assert sum(every) > 3 * sum(visible)


def team(name: object, people: int, points: int | None = None) -> list[Given]:
    """One score each, all 5 or with this sum."""
    points = 5 * people if points is None else points
    spare, scores = points - people, []
    for _ in range(people):
        scores.append(1 + min(9, spare))
        spare -= scores[-1] - 1
    return [Given((name, 0), (name, worker), score) for worker, score in enumerate(scores)]


@pytest.mark.parametrize("sizes", [(5, 5), (5, 7), (9, 6)])
def test_who_knows_how_groups_are_chosen_finds_out_no_score(sizes: tuple[int, int]) -> None:
    """That a group is hidden may be because of its scores: so it must fit many of them."""
    seen = defaultdict(set)
    for points in product(*(range(size, 10 * size + 1) for size in sizes)):
        scores = [one for name in (0, 1) for one in team(name, sizes[name], points[name])]
        sums = {path: sum(scores[p].score for p in groups(scores)[path]) for path in shown(scores)}
        seen[frozenset(sums.items())].add(points)
    for fitting in seen.values():
        for name, size in enumerate(sizes):
            assert {points[name] for points in fitting} not in ({size}, {10 * size})


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (team("T", 4), False),
        (team("T", 5), True),
        (team("T", 4) + [Given(("T", 0), None, 5)] * 4, False),
        (team("T", 5) + [Given(("T", 0), ("T", 0), 5)] * 3, True),
        (team("T", 5) + [Given(("T", 0), ("T", 0), 5)] * 4, False),
        (team("T", 5) + [Given(("T", 0), None, 5)] * 3, True),
        (team("T", 5) + [Given(("T", 0), None, 5)] * 4, False),
        (team("T", 5, 9), False),
        (team("T", 5, 10), True),
        (team("T", 5, 45), True),
        (team("T", 5, 46), False),
        ([], False),
    ],
)
def test_a_block_is_safe_from_five_respondents_on_unless_one_weighs_too_much_or_all_agree(
    block: list[Given], *, expected: bool
) -> None:
    assert is_safe(block) is expected


BLOCKS = st.lists(
    st.builds(Given, st.just(("T", 0)), st.sampled_from([None, *range(9)]), st.integers(1, 10)),
    min_size=8,
    max_size=20,
).filter(is_safe)


@given(BLOCKS, BLOCKS)
def test_two_safe_blocks_are_safe_together(one: list[Given], other: list[Given]) -> None:
    assert is_safe(one + other)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({}, set()),
        ({"A": 4}, set()),
        ({"A": 5}, {(), ("A",), ("A", 0)}),
        ({"A": 5, "B": 4}, {()}),
        ({"A": 4, "B": 4}, {()}),
        ({"A": 5, "B": 5}, {(), ("A",), ("A", 0), ("B",), ("B", 0)}),
        ({"A": 8, "B": 6, "C": 3}, {(), ("A",), ("A", 0)}),
        ({"A": 8, "B": 3, "C": 2}, {(), ("A",), ("A", 0)}),
        ({"A": 8, "B": 2, "C": 2}, {()}),
    ],
)
def test_a_small_group_hides_another_with_it(sizes: dict[str, int], expected: set[Path]) -> None:
    scores = [one for name, people in sizes.items() for one in team(name, people)]
    assert shown(scores) == expected


def test_a_supervisor_is_hidden_where_the_rest_of_the_team_is_small() -> None:
    scores = [*team("A", 6), *(one._replace(path=("A", 1)) for one in team("B", 3))]
    assert shown(scores) == {(), ("A",)}


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_the_scores_is_irrelevant(seed: int, order: Random) -> None:
    scores = organisation(seed)
    assert shown(order.sample(scores, len(scores))) == shown(scores)
