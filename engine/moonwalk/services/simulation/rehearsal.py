"""A challenge file played many times with made-up people, before anybody plays it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from moonwalk.definitions import Challenge, read_file
from moonwalk.registry import Registry
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.plan import Plan
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.planning import plan_of
from moonwalk.services.rule_trial import A_MONDAY
from moonwalk.services.simulation.company import Company, company_of, made_up_company
from moonwalk.services.simulation.correspondence import Facts, correspondence_of, readers_of
from moonwalk.services.simulation.figures import SeasonFigures, figures_of
from moonwalk.services.simulation.past import PastSeason, play_past
from moonwalk.services.simulation.remarks import remarks_on
from moonwalk.services.simulation.seasons import codes_of, play, season_entries, season_membership
from moonwalk.services.simulation.summary import Described, Rehearsal, summarise
from moonwalk.services.work import tell
from moonwalk.services.workspace import Workspace

PEOPLE: Final = 48
"""How many take part where there is no roster."""
_MOST_PEOPLE: Final = 20_000
_FEWEST_SEASONS: Final = 10
_MOST_SEASONS: Final = 200
_FEW_READERS: Final = 200
_MOST_READERS: Final = 2_000
"""Their scores are worked out some two hundred times, as messages are sent."""
_AT_ONCE: Final = 50_000
"""How many people of all seasons are played in a few seconds."""

Progress = Callable[[int, int], None]
"""Told how many seasons of how many are done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to rehearse: so many seasons of a scenario, by a seed.

    With `seasons` None, it is as many as take a few seconds. `people` is how many made-up people take part;
    None: those of the roster, or `PEOPLE` where there is none. `starts` replaces the first day that the file
    may name. `entries_of` names a challenge whose people and entries take the place of made-up ones: there
    is one season of these, whatever the scenario. `messages` says whether those of one season are worked out
    too; None: where it takes no time.
    """

    seasons: int | None = 200
    seed: int = 1
    scenario: str = "typical"
    people: int | None = None
    starts: date | None = None
    entries_of: str = ""
    messages: bool | None = None


def rehearse(
    path: Path, plugins: Registry, ws: Workspace | None, asked: Asked, progress: Progress | None = None
) -> Rehearsal:
    """Play a challenge file many times with made-up people, and say what it would be like.

    The same file, people and seed give the same answer. Nothing is written. Refused where the file has
    problems, or nobody would take part; PluginFailed where a rule fails.
    """
    challenge = _readable(path, plugins, asked.starts)
    plan = plan_of(challenge, plugins, asked.seed)
    plan = replace(plan, context=replace(plan.context, as_of=plan.calendar.ends))
    contested = frozenset(prize.board for prize in challenge.prizes.values() if prize.board)
    described = Described(challenge.name, challenge.title, asked.scenario, contested, asked.entries_of)
    try:
        past = _past(ws, plan, challenge.name, asked) if asked.entries_of else None
        company = past.company if past else _company(ws, challenge, plan, asked.people)
        if past:
            figures = [figures_of(past.season, plan, company)]
        else:
            figures = _made_up(plan, company, challenge.name, asked, progress)
        rehearsal = summarise(plan, company, figures, described, asked.seed)
        few = len(company.ids) <= _FEW_READERS
        if few if asked.messages is None else asked.messages:
            facts = _facts_of(plan, company, challenge.name, asked, past)
            letters = correspondence_of(challenge, plan, plugins, facts, progress)
            rehearsal = replace(rehearsal, correspondence=letters)
    except RuleFailed as failure:
        raise PluginFailed(
            f"'{challenge.name}' cannot be rehearsed. Nothing was changed. {failure}"
        ) from failure
    remarks = (*(past.remarks if past else ()), *remarks_on(rehearsal))
    return replace(rehearsal, remarks=remarks)


def _made_up(
    plan: Plan, company: Company, challenge: str, asked: Asked, progress: Progress | None
) -> list[SeasonFigures]:
    seasons = asked.seasons or min(_MOST_SEASONS, max(_FEWEST_SEASONS, _AT_ONCE // len(company.ids)))
    figures: list[SeasonFigures] = []
    for season in play(plan, company, challenge, asked.scenario, asked.seed, range(1, seasons + 1)):
        figures.append(figures_of(season, plan, company))
        tell("played", len(figures), seasons)
        if progress:
            progress(len(figures), seasons)
    return figures


def _past(ws: Workspace | None, plan: Plan, challenge: str, asked: Asked) -> PastSeason:
    if ws is None:
        raise Refused(
            f"'{asked.entries_of}' is looked for in a workspace, and this is none. Change into its folder, "
            "or name it: moonwalk --workspace FOLDER simulate ..."
        )
    return play_past(ws, plan, challenge, asked.entries_of, asked.seed)


def _facts_of(plan: Plan, company: Company, challenge: str, asked: Asked, past: PastSeason | None) -> Facts:
    """Return what is known of the past season, or of the first that is made up."""
    if len(company.ids) > _MOST_READERS:
        raise Refused(
            f"The messages of {len(company.ids):,} people are too many to rehearse. Try fewer: --people 200"
        )
    readers = readers_of(company, plan.calendar)
    if past:
        return Facts(past.members, past.entries, past.codes, readers, company.teams)
    return Facts(
        partial(season_membership, plan, company, challenge),
        season_entries(plan, company, asked.scenario, asked.seed, 1),
        codes_of(plan),
        readers,
        company.teams,
    )


def _readable(path: Path, plugins: Registry, starts: date | None) -> Challenge:
    reading = read_file(path, plugins, starts)
    if reading.challenge is None:
        raise Refused(f"{path} has problems, so it cannot be rehearsed. Fix them first:", reading.problems)
    challenge = reading.challenge
    if challenge.schedule.starts is None:
        schedule = challenge.schedule.model_copy(update={"starts": starts or A_MONDAY})
        challenge = replace(challenge, schedule=schedule)
    return challenge


def _company(ws: Workspace | None, challenge: Challenge, plan: Plan, number: int | None) -> Company:
    company = company_of(ws, challenge, plan) if ws is not None and number is None else None
    company = company or made_up_company(challenge, plan, number or PEOPLE)
    if len(company.ids) > _MOST_PEOPLE:
        raise Refused(
            f"{len(company.ids):,} people are too many to rehearse with. Try some of them: --people 500"
        )
    return company
