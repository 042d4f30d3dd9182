"""Weeks of messages to 48 people in three zones and two languages: decent, few, and true."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from moonwalk.api.notices import Channel, Delivered, Message
from moonwalk.definitions import RESERVED_KEYS
from moonwalk.registry import find_plugins, load, plugin_of
from moonwalk.services.boards.board import show_board
from moonwalk.services.launch import launch
from moonwalk.services.notice_choices import opt_out
from moonwalk.services.notifications import approve_messages, list_messages, tick
from moonwalk.services.why.person import explain
from moonwalk.services.workspace import Workspace, clock, load_settings

from ..workspaces import MONDAY, Lanes, at, fresh

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo")
TEAMS = ("Herons", "Otters", "Hares", "Swifts", "Foxes", "Lynxes")
FIRST_NAMES = ("Ana", "Bo", "Cem", "Dora", "Emil", "Fatma", "Gil", "Hanna")
MOST = 2
UNWANTED = "p07"
HOLIDAY = date(2027, 3, 19)
SETTINGS = f"""\
name: Test
timezone: Europe/Berlin
organisers: [p48]
channels: [notebook]
sending: {{earliest: 08:00, latest: 20:00, days: workdays, holidays: [{HOLIDAY}], at_most: {MOST} a day}}
"""
NOTICES = """\
notices:
  - notice: challenge_announced
  - notice: challenge_starts_tomorrow
  - notice: challenge_starts
  - notice: last_week
  - notice: week_closes_soon
  - notice: weekly_recap
  - {notice: weekly_recap, to: teams}
  - notice: milestone
  - notice: goal_met
  - notice: final_results
  - notice: nudge
  - notice: streak_at_risk
  - notice: welcome_back
  - notice: overtaken
  - notice: new_leader
  - notice: entry_rejected
  - notice: entry_corrected
  - notice: organiser_digest
"""
FLAGSHIP = Path(__file__).parents[2] / "challenges" / "walk-backward.yaml"


class Notebook(Channel):
    """Notes what it is given."""

    name: ClassVar[str] = "notebook"
    kept: ClassVar[list[Message]] = []

    def deliver(self, message, folder):
        """Keep it."""
        Notebook.kept.append(message)
        return Delivered()


@cache
def registry():
    return load(installed=[*find_plugins(), plugin_of("acme", Notebook)], reserved=RESERVED_KEYS)


@dataclass(frozen=True)
class Sent:
    """A message as it was delivered: when, on the clock of its reader."""

    person: str
    at: datetime
    message: Message


@dataclass
class Company:
    """48 people of whom each logs on most days, late now and then, and some of whom have gone quiet."""

    lanes: Lanes
    sent: list[Sent]
    held: int = 0

    def __post_init__(self) -> None:
        self.zones = {f"p{n:02}": ZONES[n % 3] for n in range(1, 49)}
        self.dice = random.Random(48)

    def ws(self) -> Workspace:
        return Workspace(
            self.lanes.folder, load_settings(self.lanes.folder), registry(), clock(self.lanes.now)
        )

    def launch(self) -> None:
        rows = ["id,name,email,team,timezone,language"]
        for n, (person, zone) in enumerate(self.zones.items(), 1):
            name, team = f"{FIRST_NAMES[n % 8]} Person{n}", TEAMS[n % 6]
            rows.append(f"{person},{name},{person}@example.org,{team},{zone},{'de' if n % 2 else 'en'}")
        self.lanes.file("moonwalk.yaml", SETTINGS)
        self.lanes.people("\n".join(rows) + "\n")
        text = FLAGSHIP.read_text(encoding="utf-8").replace("formed: drawn", "formed: from the roster")
        before, _, after = text.partition("notices:\n")
        text = f"{before}{NOTICES}\n{after[after.index('privacy:') :]}".replace(
            "size: 5 to 7", "size: 5 to 8"
        )
        self.lanes.challenge(text, "walk")
        launch(self.ws(), "walk", MONDAY)
        opt_out(self.ws(), UNWANTED, "weekly_recap")

    def log(self, day: date) -> None:
        """What people did on a day, logged in the evening; some of it is too much, some a day late."""
        rows = ["id,date,activity,minutes"]
        for n, person in enumerate(self.zones, 1):
            if n % 12 == 0 and day > MONDAY + timedelta(days=4):
                continue  # has gone quiet
            if self.dice.random() < 0.75:
                minutes = 75 if self.dice.random() < 0.01 else self.dice.randint(4, 25)
                activity = "my_own_version" if n % 5 == 0 else "backward_walk"
                rows.append(f"{person},{day},{activity},{minutes}")
        self.lanes.entries("\n".join(rows) + "\n", f"{day}.csv")

    def go(self, until: datetime, every: timedelta) -> None:
        """Let the time go by, with what people log and a tick every so often."""
        logged = {self.lanes.now.date()}
        while self.lanes.now < until:
            self.lanes.now += every
            day = self.lanes.now.date()
            if (
                self.lanes.now.hour >= 18
                and day not in logged
                and MONDAY <= day < MONDAY + timedelta(days=28)
            ):
                logged.add(day)
                self.log(day)
            Notebook.kept.clear()
            done = tick(self.ws())
            assert done.problems == ()
            self.held += done.held_back
            for message in Notebook.kept:
                local = self.lanes.now.astimezone(ZoneInfo(self.zones[message.recipient]))
                self.sent.append(Sent(message.recipient, local, message))
            if done.waiting:
                approve_messages(self.ws(), "walk")


def check_decent(company: Company) -> None:
    """Whether everything came at a decent hour, and not too much on any day, and nothing failed."""
    assert not [each for each in company.sent if not time(8) <= each.at.time() < time(20)]
    assert {each.at.weekday() for each in company.sent} <= set(range(5))
    assert HOLIDAY not in {each.at.date() for each in company.sent}
    a_day = Counter((each.person, each.at.date()) for each in company.sent)
    assert max(a_day.values()) == MOST
    assert {row.state for row in list_messages(company.ws(), 100_000)} <= {"delivered", "expired", "pending"}


def check_true(company: Company, weeks: int) -> None:
    """Whether every recap came once, to whoever wants it, in their language, and with the right numbers."""
    rows = list_messages(company.ws(), 100_000)
    languages = {person: "Hallo" if n % 2 else "Hello" for n, person in enumerate(company.zones, 1)}
    assert all(row.text.startswith(languages[row.person]) for row in rows)
    recaps: dict[str, dict[int, str]] = defaultdict(dict)
    for row in rows:
        number = re.search(r"(?:Your week|Deine Woche) (\d)", row.subject)
        if number:
            assert row.state == "delivered"
            assert int(number[1]) not in recaps[row.person]
            recaps[row.person][int(number[1])] = row.text
    assert recaps.keys() == company.zones.keys() - {UNWANTED}
    assert {tuple(sorted(told)) for told in recaps.values()} == {tuple(range(1, weeks + 1))}
    check_numbers(company, recaps, weeks)


def check_numbers(company: Company, recaps: dict[str, dict[int, str]], weeks: int) -> None:
    """The points and days of every recap are those of the board and of `why`."""
    scores = {
        row.id: int(row.score.replace(",", "")) for row in show_board(company.ws(), "walk", "my_points").rows
    }
    for person, told in recaps.items():
        points = {week: numbers_in(text) for week, text in told.items()}
        if weeks == 4:
            assert sum(earned for _, earned in points.values()) == scores[person]
        if person not in ("p01", "p02", "p12", "p30"):
            continue
        why = explain(company.ws(), "walk", person)
        for week, (days, earned) in points.items():
            of_week = [MONDAY + timedelta(days=7 * week - 7 + n) for n in range(7)]
            assert earned == sum(award.points for award in why.awards if award.day in of_week)
            assert days == len({entry.day for entry in why.entries if entry.counted and entry.day in of_week})


def numbers_in(text: str) -> tuple[int, int]:
    """The days and the points of a recap; none where it names none."""
    days = re.search(r"(\d+) (?:days?|Tag(?:en)?)\b", text)
    points = re.search(r"(\d+) (?:points?|Punkte?)\b", text)
    return (int(days[1]) if days else 0, int(points[1]) if points else 0)


def letters(company: Company, person: str) -> Iterator[str]:
    """All that one person got, as they would read it one after the other."""
    for each in company.sent:
        if each.person == person:
            yield f"===== {each.at:%A %d %B %Y, %H:%M} ({company.zones[person]})"
            yield f"Subject: {each.message.subject}\n\n{each.message.text.strip()}\n"


@pytest.fixture
def company(tmp_path, monkeypatch):
    monkeypatch.setattr(Notebook, "kept", [])
    made = Company(replace(fresh(tmp_path / "work"), now=at(-5, 7)), [])
    made.launch()
    return made


@pytest.mark.torture
def test_four_weeks_of_messages_are_decent_few_and_true(company, tmp_path):
    company.go(at(40, 12), timedelta(hours=1))

    check_decent(company)
    check_true(company, 4)
    # To be read as somebody reads it who gets it.
    for person in company.zones:
        text = "\n".join(letters(company, person))
        (tmp_path / f"{person}.txt").write_text(text, encoding="utf-8")


def test_the_messages_of_a_week_are_decent_few_and_true(company):
    company.lanes.now = at(7, 18)
    for ahead in range(7):
        company.log(MONDAY + timedelta(days=ahead))
    company.go(at(10, 20), timedelta(hours=4))

    assert {each.at.tzinfo.key for each in company.sent} == set(ZONES)
    check_decent(company)
    check_true(company, 1)
