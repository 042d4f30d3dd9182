"""Rankings, notices, channels, sources, panels and packs with one fault each, and what the kit says of it."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from moonwalk.testing import Limits
from moonwalk.testing.kit import Subject

HEAD = '''
import json, os, socket, time
from datetime import date, datetime, timedelta, UTC
from fractions import Fraction
from pathlib import Path
from moonwalk.api import AdjustmentRule, Award, Change, CompanyProgress, CompanyRule, DayRule, Ranking
from moonwalk.api.files import EntryRow, Source
from moonwalk.api.notices import Channel, Delivered, Notice, NoticeRule, Retry
from moonwalk.api.panels import Panel, PanelText, Series, Table

class Bad({base}):
    """Does something."""
    name = "bad"
'''
START = "datetime(2027, 1, 18, 9, tzinfo=UTC)"
NOTICE = """
    placeholders = ("first_name",)
    subject = "Hello"
    text = "Hello {{first_name}}"
    def notices(self, context, at):
        due = {start}
        if {when}:
            for person in context.people:
                yield Notice(person={person}, key="k", due=due, values={values})
"""


def notice(when="context.since < due <= context.now", person="person.id", values=None):
    values = values or '{"first_name": person.first_name}'
    return NOTICE.format(start=START, when=when, person=person, values=values)


COMPONENTS = {
    "a score that is a float": (
        "Ranking",
        "    def score(self, summary, summaries, context):\n        return summary.points / 3\n",
        "exact_scores",
        "(float) as a score",
    ),
    "a score of a team without members": (
        "Ranking",
        (
            "    def score(self, summary, summaries, context):\n"
            "        return Fraction(summary.points, summary.people)\n"
        ),
        "answers",
        "ZeroDivisionError",
    ),
    "a score by where a row stands": (
        "Ranking",
        (
            "    def score(self, summary, summaries, context):\n"
            "        return Fraction([each.id for each in summaries].index(summary.id))\n"
        ),
        "independent_rows",
        "order of the rows",
    ),
    "a notice of any time": ("NoticeRule", notice(when="True"), "due_in_span", "outside of what it is asked"),
    "a notice that is only found by chance": (
        "NoticeRule",
        notice(when="context.since < due - timedelta(hours=3) and due <= context.now"),
        "due_in_span",
        "Give what falls due after since",
    ),
    "a notice to a stranger": ("NoticeRule", notice(person="'p9'"), "people_exist", "'p9'"),
    "a notice with a gap": (
        "NoticeRule",
        notice(values="{'name': 'x'}"),
        "placeholders",
        "{first_name} empty",
    ),
    "a text with an unknown placeholder": (
        "NoticeRule",
        notice().replace("Hello {first_name}", "Hello {first_nam}"),
        "placeholders",
        "{first_nam}, which placeholders does not list",
    ),
    "a channel that answers True": (
        "Channel",
        "    def deliver(self, message, folder):\n        return True\n",
        "outcomes",
        "It answers True",
    ),
    "a channel that takes a key for the name of a file": (
        "Channel",
        (
            "    def deliver(self, message, folder):\n"
            "        (Path(folder) / message.key).write_text(message.text, encoding='utf-8')\n"
            "        return Delivered()\n"
        ),
        "outcomes",
        "FileNotFoundError",
    ),
    "a channel that lies": (
        "Channel",
        (
            "    def deliver(self, message, folder):\n"
            "        try:\n"
            "            socket.create_connection(('mail.example', 25))\n"
            "        except OSError:\n"
            "            pass\n"
            "        return Delivered()\n"
        ),
        "outcomes",
        "could not reach",
    ),
    "a channel that hangs": (
        "Channel",
        "    def deliver(self, message, folder):\n        time.sleep(60)\n",
        "time_and_memory",
        "does not finish within 1 s",
    ),
    "a channel that never forgets": (
        "Channel",
        (
            "    def deliver(self, message, folder):\n"
            "        (Path(folder) / 'log.txt').write_text(message.recipient, encoding='utf-8')\n"
            "        return Delivered()\n"
        ),
        "forgets",
        "log.txt still names the person",
    ),
    "a source that takes every file": (
        "Source",
        (
            "    def recognises(self, file):\n"
            "        return True\n"
            "    def read(self, file):\n"
            "        return []\n"
        ),
        "recognises",
        "none of its format",
    ),
    "a source that raises": (
        "Source",
        (
            "    def recognises(self, file):\n        return json.loads(file.data)['rows'][9] == 1\n"
            "    def read(self, file):\n        return []\n"
        ),
        "answers",
        "It raises ",
    ),
    "a source that gives minutes for thousandths": (
        "Source",
        (
            "    def recognises(self, file):\n        return file.name == 'own.csv'\n"
            "    def read(self, file):\n"
            "        yield EntryRow(line=2, person='e1', day=date(2027, 1, 4), activity='walk', "
            "unit='minutes', amount=12.5)\n"
        ),
        "rows",
        "12.5 (float) as an amount",
    ),
    "a panel with a row too short": (
        "Panel",
        (
            "    def title(self):\n        return 'Teams'\n"
            "    def show(self, view):\n"
            "        return Table(columns=('Team', 'Points'), rows=(('North',),))\n"
        ),
        "content",
        "1 cells for 2 columns",
    ),
    "a panel that divides by nobody": (
        "Panel",
        (
            "    def title(self):\n        return 'Share'\n"
            "    def show(self, view):\n"
            "        return Series(labels=('a',), values=(view.active_per_day[0] / view.due_per_day[0],))\n"
        ),
        "answers",
        "ZeroDivisionError",
    ),
    "a day rule that adds half a thousandth": (
        "DayRule",
        (
            "    def changes(self, timeline, context):\n"
            "        for day in timeline.days:\n"
            "            if day.entries:\n"
            "                yield Change(day=day.date, reason='more', activity='walk', amount=0.5)\n"
        ),
        "whole_points",
        "0.5 (float) as an amount",
    ),
    "a company rule that shares a float": (
        "CompanyRule",
        (
            "    def share(self, day, context):\n        return day.amounts['walk'] / 2\n"
            "    def progress(self, total, context):\n"
            "        return CompanyProgress(have=int(total), goal=100, unit='km')\n"
            "    def milestones(self, totals, context):\n        return []\n"
        ),
        "whole_points",
        "(float) as a share",
    ),
    "an adjustment that reads what nobody paid": (
        "AdjustmentRule",
        (
            "    def adjustments(self, awards, award_periods, context):\n"
            "        last = awards['active_day'][-1]\n"
            "        return [Award(day=last.day, points=-1, reason='less')]\n"
        ),
        "answers",
        "IndexError",
    ),
}


TWINS = (
    *("a notice of any time", "a notice with a gap", "a score by where a row stands"),
    *("a panel with a row too short", "a company rule that shares a float", "a channel that answers True"),
)
"""What another component does in another way is left to the long run."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.torture) if name in TWINS else name for name in COMPONENTS]
)
def test_each_bad_component_is_caught_with_its_real_fault(name, tmp_path, monkeypatch):
    base, body, check, words = COMPONENTS[name]
    module_name = f"component_{tmp_path.name}"
    path = tmp_path / f"{module_name}.py"
    path.write_text(HEAD.replace("{base}", base) + body, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(module_name, path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, module_name, module)
    spec.loader.exec_module(module)
    faults = Subject("bad", module.Bad, {"own.csv": b"A,B\n1,2\n"}, Limits(seconds=1.0)).faults
    assert check in faults, faults
    assert words in faults[check].text


def test_a_challenge_with_a_mistake_is_named_with_its_line(tmp_path):
    (tmp_path / "walk.yaml").write_text("moonwalk: 1\nchallenge: Walk\nrulez: []\n", encoding="utf-8")
    faults = Subject("pack", tmp_path).faults
    assert faults["challenges"].example.startswith("walk.yaml:")


def test_a_pack_without_challenges_is_named(tmp_path):
    assert "no challenge" in Subject("pack", tmp_path).faults["challenges"].text
