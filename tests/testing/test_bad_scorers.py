"""Scorers with one fault each: the kit names the real fault, at its line, in two sentences."""

from __future__ import annotations

import importlib.util
import sys
from textwrap import indent

import pytest

from moonwalk.testing import Limits, laboratory
from moonwalk.testing.kit import Subject

HEAD = """
import datetime, os, random, socket, subprocess, threading, time, urllib.request, uuid
from datetime import date, timedelta
from typing import ClassVar
import numpy as np
from moonwalk.api import Award, AwardPeriod, LeagueRule, PersonRule, TeamAward, TeamRule, Timeline
from moonwalk.api.fields import Board, Goal, Points, Whole

COUNT = [0]

def pay(day, points=5, reason="good day"):
    return Award(day=day.date, points=points, reason=reason)

def good(timeline):
    return [day for day in timeline.days if "good_day" in day.met]
"""
RULE = '''
class Bad({base}):
    """Pays for good days."""

    name: ClassVar[str] = "bad"
{more}
    def awards(self, {days}, context):
{body}
'''


def scorer(body, base="PersonRule", more="", head="", days="timeline"):
    rule = RULE.format(base=base, more=indent(more, "    "), days=days, body=indent(body, " " * 8))
    return HEAD + head + rule


PAY_ALL = "return [pay(day) for day in good(timeline)]"

SCORERS = {
    "a dictionary for an award": (
        scorer("return [dict(day=day.date, points=5) for day in good(timeline)]"),
        "answers",
        "which is not an Award",
    ),
    "clock by nanoseconds": (
        scorer("return [pay(day, time.time_ns() % 7) for day in good(timeline)]"),
        "own_input",
        "the clock: time.time_ns() at",
    ),
    "clock by hour": (
        scorer("return [pay(day, 5 + datetime.datetime.now().hour // 12) for day in good(timeline)]"),
        "own_input",
        "the clock: datetime.now() at",
    ),
    "random": (
        scorer("return [pay(day, random.randint(1, 6)) for day in good(timeline)]"),
        "own_input",
        "randomness: random.randint() at",
    ),
    "uuid": (
        scorer("return [pay(day, uuid.uuid4().int % 7) for day in good(timeline)]"),
        "own_input",
        "randomness: uuid.uuid4() at",
    ),
    "urandom": (
        scorer("return [pay(day, os.urandom(1)[0]) for day in good(timeline)]"),
        "own_input",
        "randomness: os.urandom() at",
    ),
    "hash order": (
        scorer("return [pay(day, hash(day.date.isoformat()) % 7) for day in good(timeline)]"),
        "same_everywhere",
        "the order of a set or on hash()",
    ),
    "set order": (
        scorer(
            "words = list({goal for day in timeline.days for goal in (*day.progress, *day.amounts)})\n"
            "return [pay(day, 5, f'for {words[0]}') for day in good(timeline)]"
        ),
        "same_everywhere",
        "the order of a set or on hash()",
    ),
    "file": (
        scorer("open('/tmp/bonus.txt', 'a').close()\n" + PAY_ALL),
        "own_input",
        "files: open() at",
    ),
    "network": (
        scorer("urllib.request.urlopen('http://127.0.0.1:9/weather')\n" + PAY_ALL),
        "own_input",
        "the network: ",
    ),
    "subprocess": (
        scorer("subprocess.run(['true'])\n" + PAY_ALL),
        "own_input",
        "processes: subprocess.run() at",
    ),
    "environment": (
        scorer("return [pay(day, int(os.environ.get('BONUS', '5'))) for day in good(timeline)]"),
        "own_input",
        "the environment: ",
    ),
    "time zone": (
        scorer(
            "noon = [datetime.datetime(d.date.year, d.date.month, d.date.day, tzinfo=datetime.UTC) "
            "for d in good(timeline)]\n"
            "return [Award(day=context.starts, points=m.astimezone().hour, reason='x') for m in noon]"
        ),
        "same_everywhere",
        "the time zone of the computer",
    ),
    "mutation by assignment": (
        scorer("for day in timeline.days:\n    day.amounts['walk'] = 0\n" + PAY_ALL),
        "input_unchanged",
        "tries to change what it is given",
    ),
    "mutation by force": (
        scorer(
            "for day in timeline.days:\n    object.__setattr__(day, 'met', frozenset({'good_day'}))\n"
            + PAY_ALL
        ),
        "input_unchanged",
        "changes what it is given",
    ),
    "global state": (
        scorer("COUNT[0] += 1\nreturn [pay(day, COUNT[0]) for day in good(timeline)]"),
        "same_again",
        "neither on self nor in the module",
    ),
    "state on self": (
        scorer(
            "seen = self.__dict__.setdefault('seen', [])\nseen.append(1)\n"
            "return [pay(day, len(seen)) for day in good(timeline)]"
        ),
        "same_again",
        "neither on self nor in the module",
    ),
    "order of people": (
        scorer(
            PAY_ALL,
            more="def grid_points(self, grid, context):\n"
            "    first = np.cumsum(grid.met['good_day'], axis=0) <= 3\n"
            "    return np.where(grid.met['good_day'] & first, 5, 0)\n",
        ),
        "independent_people",
        "on the other people in the arrays, or on their order",
    ),
    "NaN": (
        scorer("return [pay(day, float('nan')) for day in good(timeline)]"),
        "whole_points",
        "nan (float) as points",
    ),
    "float": (
        scorer("return [pay(day, day.amounts['walk'] / 1000) for day in good(timeline)]"),
        "whole_points",
        "5.0 (float) as points",
    ),
    "float sum": (
        scorer("return [pay(day, sum([0.1] * day.amounts['walk'])) for day in good(timeline)]"),
        "whole_points",
        "(float) as points",
    ),
    "bool": (
        scorer("return [pay(day, 'good_day' in day.met) for day in timeline.days]"),
        "whole_points",
        "(bool) as points",
    ),
    "string": (
        scorer("return [pay(day, '5') for day in good(timeline)]"),
        "whole_points",
        "'5' (str) as points",
    ),
    "endless loop": (
        scorer("while good(timeline):\n    pass\n" + PAY_ALL),
        "time_and_memory",
        "does not finish within 1 s, and was at scorer_",
    ),
    "endless loop that calls nothing": (
        scorer("paid = good(timeline)\nwhile paid:\n    pass\n" + PAY_ALL),
        "time_and_memory",
        "does not finish within 1 s, and was at scorer_",
    ),
    "memory": (
        scorer("hog = bytearray(10**10 * len(timeline.days))\n" + PAY_ALL),
        "time_and_memory",
        "more memory",
    ),
    "_exit": (
        scorer("if len(timeline.days) > 6:\n    os._exit(0)\n" + PAY_ALL),
        "own_input",
        "processes: os._exit() at",
    ),
    "I/O at import": (
        scorer(PAY_ALL, head="\nopen('/tmp/kit-table.txt', 'w').close()\n"),
        "quiet_import",
        "files: open() at",
    ),
    "crash on empty": (
        scorer("best = max(day.amounts['walk'] for day in timeline.days)\n" + PAY_ALL),
        "empty_days",
        "ValueError",
    ),
    "thread": (
        scorer("thread = threading.Thread(target=int)\nthread.start()\nthread.join()\n" + PAY_ALL),
        "own_input",
        "threads: ",
    ),
    "later days": (
        scorer(
            "best = max((day.amounts['walk'] for day in timeline.days), default=0)\n"
            "return [pay(day) for day in timeline.days if day.amounts['walk'] == best > 0]"
        ),
        "later_days",
        "later_days_may_change = True",
    ),
    "open day missed": (
        scorer(
            "row, paid = 0, []\n"
            "for day in timeline.days:\n"
            "    row = row + 1 if day.amounts['walk'] else 0\n"
            "    if row:\n"
            "        paid.append(pay(day, row))\n"
            "return paid"
        ),
        "open_days",
        "Ask day.missed",
    ),
    "open day fined": (
        scorer("return [pay(day, 5 if day.amounts['walk'] else -5) for day in timeline.days]"),
        "open_days",
        "Ask day.missed",
    ),
    "day outside": (
        scorer(
            "return [Award(day=day.date + timedelta(days=1), points=5, reason='good day') "
            "for day in good(timeline)]"
        ),
        "days_inside",
        "outside of the days that it is given",
    ),
    "print": (
        scorer("print('hello')\n" + PAY_ALL),
        "own_input",
        "output: print() at",
    ),
    "float team rule": (
        scorer(
            "for day in team.days:\n"
            "    if day.members:\n"
            "        share = sum(member.logged for member in day.members) / len(day.members)\n"
            "        yield pay(day, share * 10)",
            base="TeamRule",
            days="team",
        ),
        "whole_points",
        "(float) as points",
    ),
    "field names that the registry refuses": (
        scorer(PAY_ALL, more="label: Goal\n"),
        "declaration",
        "the key 'label' belongs to Moonwalk",
    ),
    "a paid team that does not exist": (
        scorer(
            "for week in league.weeks:\n"
            "    award = Award(day=week.last_day, points=5, reason='the best')\n"
            "    yield TeamAward(team='nobody', award=award)",
            base="LeagueRule",
            days="league",
            more="compare: Board\n",
        ),
        "teams_exist",
        "'nobody', which is not there",
    ),
}
LIMITS = Limits(seconds=1.0)


@pytest.fixture
def faults(tmp_path, monkeypatch):
    def find(source: str):
        name = f"scorer_{tmp_path.name}"
        path = tmp_path / f"{name}.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return Subject("bad", module.Bad, limits=LIMITS).faults

    return find


TWINS = (
    *("clock by hour", "urandom", "uuid", "float sum", "float team rule", "set order"),
    *("mutation by assignment", "open day fined", "I/O at import", "string", "hash order", "bool", "float"),
    *("subprocess", "environment", "endless loop", "state on self", "thread", "print", "time zone"),
)
"""What another scorer does in another way is left to the long run."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.torture) if name in TWINS else name for name in SCORERS]
)
def test_each_bad_scorer_is_caught_with_its_real_fault(faults, name):
    source, check, words = SCORERS[name]
    found = faults(source)
    assert check in found, found
    assert words in found[check].text
    assert found[check].text.rstrip(".").count(". ") <= 2
    assert len(str(found[check])) < 700


SOUND = {
    "plain": PAY_ALL,
    "a seed": (
        "chance = random.Random(context.seed)\n"
        "return [pay(day, chance.randint(1, 6)) for day in good(timeline)]"
    ),
    "a date from text": (
        "last = datetime.datetime.strptime('2027-01-09', '%Y-%m-%d').date()\n"
        "return [pay(day) for day in good(timeline) if day.date <= last]"
    ),
    "a time zone": (
        "from zoneinfo import ZoneInfo\nzone = ZoneInfo('Europe/Berlin')\n"
        "moment = datetime.datetime(2027, 1, 9, tzinfo=zone)\n"
        "return [pay(day) for day in good(timeline) if day.date <= moment.date()]"
    ),
    "a hash of a text": (
        "import hashlib\n"
        "return [pay(d, hashlib.sha256(str(d.date).encode()).digest()[0]) for d in good(timeline)]"
    ),
    "a module imported late": "import colorsys, decimal, statistics\n" + PAY_ALL,
    "a copy and a cache": (
        "import copy, functools, logging\nlogging.getLogger('acme')\n"
        "double = functools.cache(lambda number: 2 * number)\n"
        "return [pay(day, double(5)) for day in copy.copy(good(timeline))]"
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_scorer_has_no_fault(faults, name):
    assert faults(scorer(SOUND[name])) == {}


@pytest.mark.parametrize("name", ["crash on empty", "mutation by force"])
def test_where_no_process_can_be_forked_it_is_started_and_says_the_same(faults, monkeypatch, name):
    source, check, _ = SCORERS[name]
    forked = {of: fault.text for of, fault in faults(source).items()}
    monkeypatch.setattr(laboratory, "forks", lambda: False)
    assert check in forked
    assert {of: fault.text for of, fault in faults(source).items()} == forked
