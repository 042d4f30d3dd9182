"""All the animals at once, really installed: each is named, and everything else still works."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .installed import distribution

pytestmark = pytest.mark.promise("P8", "a zoo of hostile plugins")

RULE = """
from typing import ClassVar
from moonwalk.api import Award, PersonRule, hookimpl
from moonwalk.api.fields import Points

class {title}(PersonRule):
    "{{points}} points a day."
    name: ClassVar[str] = "{name}"
    points: Points

    def awards(self, timeline, context):
        return [Award(day=day.date, points=1, reason="A day") for day in timeline.days]
"""
HOOK = """
@hookimpl
def {hook}():
    return {answer}
"""


def source(name: str, hook: str = "moonwalk_rules", answer: str = "", more: str = "") -> str:
    title = name.title()
    return RULE.format(name=name, title=title) + HOOK.format(hook=hook, answer=answer or f"[{title}]") + more


ENDLESS = """
@hookimpl
def moonwalk_rankings():
    while True:
        yield "x" * 10_000_000
"""
LOUD = "raise ValueError('\\x1b[31m' + 'loud ' * 1_000_000)"
ANIMALS = {
    "good": ("zoo-good", source("sunny")),
    "raises": ("zoo-raises", "import json\njson.loads('{')\n"),
    "quits": ("zoo-quits", "import sys\nsys.exit(3)\n"),
    "needs": ("zoo-needs", "import no_such_library\n"),
    "crooked": ("zoo-crooked", "def f(:\n"),
    "loud": ("zoo-loud", LOUD),
    "misspelt": ("zoo-misspelt", source("windy", "moonwalk_rulse")),
    "newer": ("zoo-newer", source("foggy", more="MOONWALK_API = 2\n")),
    "thief": ("zoo-thief", source("streak")),
    "first": ("zoo-first", source("hail")),
    "second": ("zoo-second", source("hail")),
    "nothing": ("zoo-nothing", source("icy", answer="None")),
    "text": ("zoo-text", source("dry", answer="'Dry'")),
    "instance": ("zoo-instance", source("wet", answer="[Wet(points='1'), Wet]")),
    "endless": ("zoo-endless", source("long", more=ENDLESS)),
    "exits": ("zoo-exits", source("gone", answer="exit(4)")),
}
TWINS = {"zoo-left": source("left"), "zoo-right": source("right")}
LOOK = """
import json
from dataclasses import asdict
from moonwalk.registry import load
plugins = load()
while any(report.state == "new" for report in plugins.reports):
    pass
print(json.dumps({
    "reports": [asdict(report) for report in plugins.reports],
    "names": plugins.names("person"),
    "streak": plugins.find("person", "streak").full_name,
    "hail": plugins.why_missing("person", "hail"),
    "raises": plugins.why_missing("person", "raises.x"),
}))
"""


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("zoo")
    for name, (package, module) in ANIMALS.items():
        distribution(folder, package, "1.0", {name: f"zoo_{name}"}, {f"zoo_{name}": module})
    for package, module in TWINS.items():
        module_name = package.replace("-", "_")
        distribution(folder, package, "1.0", {"twin": module_name}, {module_name: module})
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def animal(zoo, name, package=None):
    return next(one for one in zoo["reports"] if one["name"] == name and package in (None, one["package"]))


def test_moonwalks_own_plugins_are_all_well(zoo):
    own = [one for one in zoo["reports"] if one["package"] == "moonwalk"]
    assert len(own) >= 13
    assert {one["state"] for one in own} == {"active"}
    assert not [one["problems"] for one in own if one["problems"]]


def test_the_good_one_works(zoo):
    one = animal(zoo, "good")
    assert (one["state"], one["version"], one["declares"]) == ("active", "1.0", ["rule good.sunny"])
    assert "sunny" in zoo["names"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("raises", "JSONDecodeError: Expecting property name enclosed in double quotes"),
        ("raises", "(zoo_raises.py:2)"),
        ("quits", "SystemExit: 3 (zoo_quits.py:2)"),
        ("needs", "No module named 'no_such_library' (zoo_needs.py:1)"),
        ("crooked", "(zoo_crooked.py:1)"),
        ("loud", "loud loud"),
        ("newer", "a newer Moonwalk (contract 2; this one has 1)"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_broken_and_says_why(zoo, name, told):
    one = animal(zoo, name)
    assert one["state"] == "broken"
    assert told in one["problems"][0]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("misspelt", "There is no hook moonwalk_rulse. Did you mean moonwalk_rules?"),
        ("nothing", "moonwalk_rules returned None; it must return a list of declarations."),
        ("text", "moonwalk_rules returned 'Dry'"),
        ("instance", "configured already. Return the class Wet itself."),
        ("endless", "moonwalk_rankings returned more than 1000 declarations"),
        ("exits", "moonwalk_rules failed: SystemExit: 4 (zoo_exits.py"),
        ("thief", "belongs to Moonwalk's own plugin 'streaks'. Write thief.streak."),
        ("first", "also claimed by second"),
        ("second", "also claimed by first"),
    ],
)
def test_a_plugin_with_a_fault_keeps_what_is_good_and_says_what_is_not(zoo, name, told):
    one = animal(zoo, name)
    assert one["state"] == "active"
    assert any(told in problem for problem in one["problems"])


def test_every_message_is_one_short_line(zoo):
    texts = [text for one in zoo["reports"] for text in one["problems"]]
    assert all(len(text) < 600 and text.isprintable() for text in texts)


def test_no_message_shows_a_folder_of_this_machine(zoo):
    assert not [text for one in zoo["reports"] for text in one["problems"] if "/zoo" in text]


def test_good_declarations_beside_bad_ones_are_kept(zoo):
    assert animal(zoo, "instance")["declares"] == ["rule instance.wet"]
    assert animal(zoo, "endless")["declares"] == ["rule endless.long"]


def test_contested_short_names_belong_to_moonwalk_or_nobody(zoo):
    assert zoo["streak"] == "streaks.streak"
    assert zoo["hail"] == "It is claimed by two plugins, first and second: write first.hail or second.hail."
    assert {"streak", "thief.streak", "first.hail", "second.hail"} <= set(zoo["names"])
    assert "hail" not in zoo["names"]


def test_one_entry_point_name_in_two_packages_loads_neither(zoo):
    for package in TWINS:
        one = animal(zoo, "twin", package)
        assert one["state"] == "broken"
        assert "zoo-left 1.0" in one["problems"][0]
        assert "zoo-right 1.0" in one["problems"][0]
    assert not {"left", "right"} & set(zoo["names"])


def test_a_missing_name_of_a_broken_plugin_says_that_it_is_broken(zoo):
    assert zoo["raises"].startswith("The plugin 'raises' is broken: It failed in its import: JSONDecodeError")
