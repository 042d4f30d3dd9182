"""Workspaces for the screen: a company on its challenge's twelfth day, and one whose names are attacks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from moonwalk.api.notices import Delivered, Never, Retry
from moonwalk.services.creation import create_workspace
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.roster.participation import pause
from moonwalk_plugins.files import File

from ..workspaces import Lanes

TODAY: Final = date(2026, 3, 13)
NOW: Final = datetime(2026, 3, 13, 12, tzinfo=UTC)
"""A Friday."""
STARTS: Final = date(2026, 3, 2)

NAMES: Final = (
    "Ana Bogdan",
    "Ben Okafor",
    "Carla Reyes",
    "Dmitri Volkov",
    "Elif Kaya",
    "Femi Adeyemi",
    "Grace Lin",
    "Hugo Martins",
    "Ines Costa",
    "Jonas Weber",
    "Kira Sato",
    "Łukasz Nowak",
    "Mai Tran",
    "Nils Berg",
    "Olga Petrova",
    "Priya Nair",
    "Quentin Roux",
    "Rosa Silva",
    "Ștefan Ionescu",
    "Tara Walsh",
)
TEAMS: Final = ("Otters", "Herons", "Badgers", "Foxes", "Lynxes")
HOSTILE: Final = (
    "[@click=app.quit]Ana[/]",
    "[/]",
    "[/some/path]",
    "[bold red]Zed",
    "[$error]",
    "\x1b]0;owned\x07Bob",
    "\x9b31mEve",
    "a\u202egnp.exe",
    "zero\u200bwidth\u2066",
    "lone\ud800surrogate",
    "new\nline\ttab",
    "[[x]]{y}%s",
    "日本語のとても長い名前です" * 3,
)
SITES: Final = ("Bern", "Rome")
CENTRES: Final = ("Research", "Sales", "Post")

BACKWARDS: Final = """\
moonwalk: 1
challenge: Walk backwards
schedule:
  length: 4 weeks
  timezone: Europe/Berlin
  counted_days: workdays
  log_until: Wednesday 12:00
  final_grace: 48 hours
activities:
  backward_walk:
    label: Walking backwards
    unit: minutes
    about: Any place without cars.
    reject_entry_above: 180 minutes
    reject_day_above: 180 minutes
  stretch:
    label: Stretching
    unit: minutes
    counts_as: backward_walk
    reject_day_above: 60 minutes
goals:
  good_day: {label: a good day, each: day, activity: backward_walk, reach: 10 minutes}
  good_week: {label: a good week, each: week, days: 3 of 5, meeting: good_day}
rules:
  - rule: per_unit
    id: minutes
    label: Minutes
    points: 1
    per: 1 minute
    cap_per_day: 15 minutes
  - {rule: streak, id: streak, label: Streak, goal: good_day, every: 4 days, points: 20}
  - {rule: milestone, id: hour, label: Hours, activity: backward_walk, every: 1 hour, points: 2, badge: Hour}
  - {rule: limit, id: most, label: Weekly limit, cap_per_week: 70 points}
people:
  take_part: everyone on the roster
pauses: {personal: 5 days, a_paused_day: does not count}
teams:
  formed: from the roster
  size: 3 to 5 people
  rules:
    - rule: full_house
      id: house
      label: Full house
      needs: [at least 25% of members met good_week]
      points: 10
boards:
  teams:
    label: Teams
    ranks: teams
    ranking: mean
    ties: [met good_day, shared place]
    place_needs: [at least 3 members]
  people: {label: People, ranks: people, ranking: sum}
  days: {label: Most active days, ranks: people, ranking: mean_active}
prizes:
  cup: {what: The cup of all who walk backwards, given: by place, board: teams, places: 2}
  socks: {what: A pair of socks, given: by raffle, goal: good_day}
  pin: {what: A pin, given: by goal, goal: good_week, needs: [at least 6 members]}
notices:
  - notice: challenge_starts
  - notice: weekly_recap
privacy: {organisers_see: entries}
"""

ROSTER_BOARDS: Final = (
    BACKWARDS[: BACKWARDS.index("boards:")]
    + """\
boards:
  centres: {label: Cost centres, ranks: roster column, column: cost_centre, ranking: participation}
  people: {label: People, ranks: people, ranking: sum, split_by: site}
privacy: {smallest_group: 5, organisers_see: entries}
"""
)

SMALL: Final = """\
moonwalk: 1
challenge: TITLE
schedule: {length: 4 weeks, timezone: Europe/Berlin}
activities:
  stretch: {label: Stretching, unit: minutes}
rules:
  - {rule: per_unit, id: minutes, activity: stretch, points: 1, per: 1 minute}
teams: {formed: from the roster, size: 3 to 5 people}
boards:
  teams: {label: Teams, ranks: teams, ranking: mean}
"""
"""Challenges that only stand in the list are small: every look at the list reads them."""


def team_of(number: int) -> str:
    """Every fifth person is in the same team; the last two of the Lynxes are in none."""
    return "" if number in (14, 19) else TEAMS[number % 5]


def roster(
    names: tuple[str, ...], teams: tuple[str, ...], sites: tuple[str, ...], centres: tuple[str, ...]
) -> str:
    """A roster as CSV; every second name is at the first site, and three people have no cost centre."""
    rows = []
    for number, name in enumerate(names):
        team = "" if not team_of(number) else teams[number % 5]
        # Two people are in the last of the centres, the others take turns in those before it.
        centre = "" if number >= 17 else centres[-1 if number >= 15 else number % (len(centres) - 1)]
        quoted = [f'"{text}"' for text in (name, team, sites[number % 2], centre)]
        rows.append(",".join((f"p{number}", *quoted)))
    return "\n".join(("id,name,team,site,cost_centre", *rows)) + "\n"


def minutes(number: int, day: int) -> int:
    """What a person walked on a challenge day counted from 1.

    Herons, Badgers and Foxes come to the same points, the Foxes on fewer good days; the Otters begin late;
    Olga Petrova logs nothing.
    """
    place, team = divmod(number, 5)
    if day in (6, 7) or (place == 2 and day > 9) or number == 14:
        return 0
    if number == 0:
        return 0 if day == 5 else 15
    if place == 0 and day == 3:
        return 0
    if team == 0:
        return 15 - place if day > 5 else 4
    if place == 3 and team < 4:
        return ({1: 15, 3: 5} if team == 3 else {1: 10, 3: 10}).get(day, 0)
    return (11, 9, 7, 8)[place] - (day == 2) - 3 * (team == 4)


def _entries(days: range) -> str:
    """The entries of some challenge days as CSV; among the later ones are two that do not count."""
    rows = ["id,date,activity,minutes,logged at"]
    for number in range(len(NAMES)):
        for day in days:
            if amount := minutes(number, day):
                civil = STARTS + timedelta(days=day - 1)
                rows.append(f"p{number},{civil},backward_walk,{amount},{civil} 18:00")
    if 11 in days:
        rows.append("p0,2026-03-11,backward_walk,900,2026-03-11 19:00")
        rows.append("p0,2026-03-06,stretch,5.5,2026-03-12 08:30")
    return "\n".join(rows) + "\n"


def _deliver_some() -> pytest.MonkeyPatch:
    """Makes the file channel take one message, ask to try one again, and fail for ever with one."""
    answers = [Delivered(), Retry(reason="the disk is full"), Never(reason="no such mailbox [/]")]
    patched = pytest.MonkeyPatch()
    patched.setattr(File, "deliver", lambda self, message, folder: answers.pop(0) if answers else Delivered())
    return patched


def company(
    folder: Path,
    challenge: str = BACKWARDS,
    names: tuple[str, ...] = NAMES,
    teams: tuple[str, ...] = TEAMS,
    sites: tuple[str, ...] = SITES,
    centres: tuple[str, ...] = CENTRES,
) -> Lanes:
    """Acme on Friday of its second week: a challenge that runs, one that is over, and one that is a draft."""
    create_workspace(folder, "Acme", "Europe/Berlin")
    (folder / "challenges" / "walk-backward.yaml").unlink()
    lanes = Lanes(folder, datetime(2025, 2, 24, 12, tzinfo=UTC))
    lanes.people(roster(names, teams, sites, centres))
    lanes.challenge(SMALL.replace("TITLE", "Spring steps"), "spring")
    launch(lanes.ws, "spring", date(2025, 3, 3), 48)
    lanes.now = datetime(2026, 2, 23, 12, tzinfo=UTC)
    lanes.challenge(challenge, "backwards")
    launch(lanes.ws, "backwards", STARTS, 48)
    lanes.challenge(SMALL.replace("TITLE", "Stairs to the moon"), "stairs")
    lanes.now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    patched = _deliver_some()
    try:
        tick(lanes.ws)
    finally:
        patched.undo()
    lanes.now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    pause(lanes.ws, "backwards", "p0", date(2026, 3, 10), date(2026, 3, 10))
    lanes.entries(_entries(range(1, 6)), "form.csv")
    lanes.now = NOW
    lanes.entries(_entries(range(8, 12)), "form.csv")
    return lanes


def hostile_company(folder: Path) -> Lanes:
    """A company whose people, teams, centres and title are attacks, as far as a roster may hold them."""
    names = tuple(name for name in HOSTILE if "\ud800" not in name)
    challenge = BACKWARDS.replace("challenge: Walk backwards", f'challenge: "{HOSTILE[0]} backwards"')
    return company(folder, challenge, names=names, teams=HOSTILE[:5])
