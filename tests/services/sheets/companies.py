"""Challenges that are over, with something to write down; in one of them every text is an attack."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from moonwalk.services.launch import launch

from ...workspaces import LANES, MONDAY, PEOPLE, Lanes, at, day, fresh
from .pages import HOSTILE

PRIVACY = "{people_see: everyone, names: first name, organisers_see: entries, smallest_group: 3}"
PLAIN = LANES.replace("privacy: {organisers_see: entries}", f"privacy: {PRIVACY}") + (
    "prizes:\n  cup: {what: A cup, given: by place, board: table}\n"
)
SITES = ("Bern", "Bern", "Bern", "Bern", "Bern", "Ulm", "Ulm", "Ulm", "Ulm", "Ulm", "Ulm", "Köln")

HEBREW = "\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5"
NAMES = (*HOSTILE, HEBREW, *(name for _, name, _ in PEOPLE))[: len(PEOPLE)]
TEAMS = ("<b>North</b>", '" onmouseover="alert(1)', "{{ 7 * 7 }}")


def played_to_the_end(folder: Path, text: str, rows: list[tuple[str, ...]]) -> Lanes:
    """A challenge of ten days of which all weeks have closed; everyone has logged on most days."""
    lanes = fresh(folder)
    lanes.challenge(text)
    table = io.StringIO()
    csv.writer(table).writerows([("id", "name", "team", "site"), *rows])
    lanes.people(table.getvalue())
    launch(lanes.ws, "lanes", MONDAY)
    for days in (range(1, 8), range(8, 11)):
        lanes.now = at(days[-1], 20)
        lines = ["id,date,activity,minutes"]
        for number, (who, *_) in enumerate(rows):
            lines += [f"{who},{day(each)},walk,{12 + number}" for each in days if (number + each) % 4]
        assert not lanes.entries("\n".join(lines) + "\n").rejected
    lanes.now = at(20)
    return lanes


def plain(folder: Path, text: str = PLAIN) -> Lanes:
    return played_to_the_end(folder, text, [(*row, site) for row, site in zip(PEOPLE, SITES, strict=True)])


def hostile(folder: Path) -> Lanes:
    attack = [json.dumps(text) for text in HOSTILE]
    text = PLAIN.replace("names: first name", "names: full").replace("what: A cup", f"what: {attack[0]}")
    for key, value, number in (
        ("challenge: ", "Lanes", 0),
        ("label: ", "Walked", 1),
        ("label: ", "a good day", 2),
        ("label: ", "Teams", 3),
    ):
        assert f"{key}{value}" in text
        text = text.replace(f"{key}{value}", f"{key}{attack[number]}", 1)
    text += f"about: {attack[4]}\nsafety:\n  where: [{attack[1]}]\n  stop_if: [{attack[2]}]\n"
    text += f"weeks:\n  week 1: {{theme: {attack[3]}, message: {attack[0]}, tips: [{attack[4]}]}}\n"
    rows = [
        (who, name, TEAMS[number % 3], HOSTILE[number % 2])
        for number, ((who, *_), name) in enumerate(zip(PEOPLE, NAMES, strict=True))
    ]
    return played_to_the_end(folder, text, rows)
