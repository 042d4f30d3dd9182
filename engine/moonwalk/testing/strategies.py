"""Random days and teams for properties. Hypothesis is not a dependency of Moonwalk: install it for tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from moonwalk.api import Context, Inputs, League, Rule, Status, Timeline
from moonwalk.testing.awards import league_context, league_of
from moonwalk.testing.days import GOOD_DAY, GOOD_WEEK, KitGoal, timeline
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

    Amounts cluster around what the goals ask for. A person may come late or leave early. `length` fixes
    the number of days; `before` is how many days before day 1 there are.
    """
    from hypothesis import strategies as st

    person = _person(goals, activities)
    if length is not None:
        return person(length, before)
    return st.integers(1, longest).flatmap(lambda days: person(days, before))


def groups(
    *,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    people: int = 4,
    longest: int = LONGEST,
    before: int = 0,
) -> SearchStrategy[tuple[Timeline, ...]]:
    """Up to `people` persons with the same number of days, and `before` ones earlier, for `grid_of`."""
    from hypothesis import strategies as st

    person, lengths, sizes = _person(goals, activities), st.integers(1, longest), st.integers(1, people)

    @st.composite
    def drawn(draw: DrawFn) -> tuple[Timeline, ...]:
        days = draw(lengths)
        return tuple(draw(person(days, before)) for _ in range(draw(sizes)))

    return drawn()


def rosters(
    *,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    people: int = 6,
    teams: int = 3,
    longest: int = LONGEST,
    before: int = 0,
) -> SearchStrategy[Roster]:
    """People in teams: some change the team on a day, some have none, teams may be empty."""
    from hypothesis import strategies as st

    several = groups(goals=goals, activities=activities, people=people, longest=longest, before=before)
    team, moves = st.integers(-1, teams - 1), st.integers(0, longest)

    @st.composite
    def drawn(draw: DrawFn) -> Roster:
        persons = draw(several)
        rows = [_team_by_day(person, draw(team), draw(team), draw(moves)) for person in persons]
        return Roster(persons, tuple(rows), teams)

    return drawn()


def days_before(rule: Rule) -> int:
    """How many days before day 1 random people need for a rule: none, or more than a week."""
    return 9 if Inputs.BASELINE in rule.inputs else 0


def _team_by_day(person: Timeline, first: int, then: int, stays: int) -> tuple[int, ...]:
    """In one team for so many days, then in another; in none while absent."""
    return tuple(
        -1 if day.status is Status.ABSENT else first if at < stays else then
        for at, day in enumerate(person.days)
    )


def random_people(examples: int | None, share: int = 1) -> settings:
    """How the kit looks for a counterexample: no time limit, nothing kept on disk, no long explanation.

    Without a number of `examples`, a share of what the loaded profile of Hypothesis says, by default 100.
    """
    from hypothesis import Phase, settings

    phases = (Phase.explicit, Phase.generate, Phase.target, Phase.shrink)
    most = settings().max_examples // share if examples is None else examples
    return settings(max_examples=most, deadline=None, database=None, phases=phases)


def _person(
    goals: Sequence[KitGoal], activities: Sequence[str]
) -> Callable[[int, int], SearchStrategy[Timeline]]:
    """From the days of the challenge and before it to a person's; made once, drawn from often."""
    from hypothesis import strategies as st

    word, mark = _amounts(goals), _marks()

    @st.composite
    def drawn(draw: DrawFn, days: int, before: int) -> Timeline:
        marks = draw(mark(days))
        texts = {
            name: " ".join(letter if letter in _ELSEWHERE else draw(word) + letter for letter in marks)
            for name in activities
        }
        earlier = {name: " ".join(draw(word) for _ in range(before)) for name in activities}
        return timeline(texts, goals=goals, before=earlier if before else "")

    return drawn


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


_WORDS = ("0", "1", "3", "7/2", "99/2", "50", "101/100", "-7/3", "-", ".")


def leagues_with_context(
    boards: Sequence[str] = ("form",), *, teams: int = 7, weeks: int = 5
) -> SearchStrategy[tuple[League, Context]]:
    """Up to so many teams and weeks; the first weeks are over, and some teams come late or leave."""
    from hypothesis import strategies as st

    @st.composite
    def drawn(draw: DrawFn) -> tuple[League, Context]:
        length = draw(st.integers(1, weeks))
        row = st.lists(st.sampled_from(_WORDS), min_size=length, max_size=length).map(" ".join)
        names = draw(st.lists(st.sampled_from("ABCDEFGHIJ"), max_size=teams, unique=True))
        field = league_of({name: draw(row) for name in names}, draw(st.integers(0, length)), boards)
        return field, league_context(field, draw(st.integers(0, 99)))

    return drawn()
