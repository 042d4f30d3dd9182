"""Random days and teams for properties. Hypothesis is not a dependency of Moonwalk: install it for tests.

It is imported inside the functions, so that the rest of the kit works without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from moonwalk.api import Status, Timeline
from moonwalk.testing.days import timeline
from moonwalk.testing.goals import GOOD_DAY, GOOD_WEEK, KitGoal
from moonwalk.testing.grids import Roster

if TYPE_CHECKING:
    from hypothesis import settings
    from hypothesis.strategies import DrawFn, SearchStrategy

LONGEST = 28
_ELSEWHERE = ("-", "e", "o", "a")


def timelines(
    *,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    length: int | None = None,
    longest: int = LONGEST,
    before: int = 0,
) -> SearchStrategy[Timeline]:
    """One person's days: due ones, then open ones; paused, excused and off ones here and there.

    Amounts crowd around what the goals ask for. A person may come late or leave early. `length` fixes
    the number of days; `before` is how many days before day 1 there are.
    """
    from hypothesis import strategies as st

    word, mark = _amounts(goals), _marks()

    @st.composite
    def drawn(draw: DrawFn) -> Timeline:
        days = length or draw(st.integers(1, longest))
        marks = draw(mark(days))
        texts = {
            name: " ".join(letter if letter in _ELSEWHERE else draw(word) + letter for letter in marks)
            for name in activities
        }
        earlier = {name: " ".join(draw(word) for _ in range(before)) for name in activities}
        return timeline(texts, goals=goals, before=earlier if before else "")

    return drawn()


def groups(
    *,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    people: int = 4,
    longest: int = LONGEST,
) -> SearchStrategy[tuple[Timeline, ...]]:
    """Up to `people` persons with the same number of days, for `grid_of`."""
    from hypothesis import strategies as st

    def of_length(length: int) -> SearchStrategy[tuple[Timeline, ...]]:
        one = timelines(goals=goals, activities=activities, length=length)
        return st.lists(one, min_size=1, max_size=people).map(tuple)

    return st.integers(1, longest).flatmap(of_length)


def crowds(
    *,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    people: int = 6,
    teams: int = 3,
    longest: int = LONGEST,
) -> SearchStrategy[Roster]:
    """People in teams: some change the team on a day, some have none, teams may be empty."""
    from hypothesis import strategies as st

    @st.composite
    def drawn(draw: DrawFn) -> Roster:
        persons = draw(groups(goals=goals, activities=activities, people=people, longest=longest))
        rows = tuple(draw(_teams(person, teams)) for person in persons)
        return Roster(persons, rows, teams)

    return drawn()


def random_people(examples: int) -> settings:
    """How the kit looks for a counterexample: no time limit, nothing kept on disk, no long explanation."""
    from hypothesis import Phase, settings

    phases = (Phase.explicit, Phase.generate, Phase.target, Phase.shrink)
    return settings(max_examples=examples, deadline=None, database=None, phases=phases)


def _amounts(goals: Sequence[KitGoal]) -> SearchStrategy[str]:
    from hypothesis import strategies as st

    reach = sorted({goal.need(week) for goal in goals if not goal.share for week in (1, 2, 3, 4)}) or [5000]
    telling = {0, *reach, *(need - 1 for need in reach), *(2 * need for need in reach)}
    thousandths = st.sampled_from(sorted(telling)) | st.integers(0, 6 * max(reach))
    return thousandths.map(lambda number: f"{number // 1000}.{number % 1000:03}")


def _marks() -> Callable[[int], SearchStrategy[list[str]]]:
    from hypothesis import strategies as st

    elsewhere = st.sampled_from(_ELSEWHERE[:-1])
    few = st.just(0) | st.integers(0, 9)

    @st.composite
    def drawn(draw: DrawFn, days: int) -> list[str]:
        still_open, comes, leaves = (min(draw(few), days) for _ in range(3))
        marks = [""] * (days - still_open) + ["?"] * still_open
        for _ in range(draw(few)):
            marks[draw(st.integers(0, days - 1))] = draw(elsewhere)
        last = max(comes, days - leaves)
        return ["a"] * comes + marks[comes:last] + ["a"] * (days - last)

    return drawn


def _teams(person: Timeline, teams: int) -> SearchStrategy[tuple[int, ...]]:
    from hypothesis import strategies as st

    days = len(person.days)
    team = st.integers(-1, teams - 1)

    def row(first: int, then: int, moves: int) -> tuple[int, ...]:
        numbers = [first] * moves + [then] * (days - moves)
        return tuple(
            -1 if day.status is Status.ABSENT else number
            for day, number in zip(person.days, numbers, strict=True)
        )

    return st.builds(row, team, team, st.one_of(st.just(days), st.integers(0, days)))
