"""Plugins that do their worst when they are imported: each is named with its fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .installed import distribution

ANIMALS = {
    "raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "quits": ("import sys; sys.exit(3)", "SystemExit: 3"),
    "ends": ("import os; os._exit(0)", "ended the program that imports it (exit code 0)"),
    # Half a second of work shows as much as two.
    "loops": (
        "import time\nwhile True:\n    if time.process_time() > 0.5: time.sleep(1)",
        "was not done after 2 seconds",
    ),
    "sleeps": ("import time; time.sleep(20)", "was not done after 2 seconds"),
    "interrupts": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "own": ("class Odd(BaseException): pass\nraise Odd('odd')", "Odd: odd"),
    "greedy": ("much = bytearray(3 << 30)", "MemoryError"),
    "patches": ("import builtins\nbuiltins.len = None", "It failed in its"),
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", "ended"),
}
HARMLESS = {
    "prints": "print('hello')",
    "threads": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
}
LOOK = """
import json, sys, time
from dataclasses import asdict
from moonwalk.registry import first_look, load

first_look.LIMIT = 2.0
began = time.monotonic()
plugins = load()
found = plugins.find("person", "streak")
at_once = time.monotonic() - began
left_out = plugins.codes()
while any(report.state == "new" for report in plugins.reports):
    pass
print(json.dumps({
    "reports": {report.name: asdict(report) for report in plugins.reports},
    "found": found is not None,
    "left out": sorted(left_out),
    "imported": sorted(name for name in sys.modules if name.startswith("animal_")),
    "usable": len([1, 2]),
}))
"""


def look(folder, cache, code=LOOK):
    """What a program sees beside the distributions in a folder."""
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": path, "MOONWALK_CACHE": str(cache)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    return tmp_path_factory.mktemp("animals")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def seen(zoo, cache):
    """What the first program sees, and what the second one does."""
    sources = {name: source for name, (source, _) in ANIMALS.items()} | HARMLESS
    for name, source in sources.items():
        distribution(zoo, f"zoo-{name}", "1", {name: f"animal_{name}"}, {f"animal_{name}": source})
    return look(zoo, cache), look(zoo, cache)


@pytest.mark.parametrize("time", [0, 1], ids=["first", "next"])
@pytest.mark.parametrize(("name", "fault"), [(name, fault) for name, (_, fault) in ANIMALS.items()])
def test_a_plugin_that_fails_in_its_import_is_named_with_its_fault(seen, name, fault, time):
    report = seen[time]["reports"][name]

    assert report["state"] == "broken"
    assert fault in report["problems"][0]


def test_one_that_did_not_come_back_tells_how_to_try_again(seen):
    assert "moonwalk plugins --again" in seen[1]["reports"]["loops"]["problems"][0]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_it_does_to_its_own_process_harms_nobody(seen, name):
    assert seen[0]["reports"][name]["state"] == "active"
    assert (seen[0]["usable"], seen[0]["imported"], seen[1]["imported"]) == (2, [], [])


def test_names_that_are_known_do_not_wait_for_new_plugins(seen):
    assert seen[0]["found"]
    assert not set(ANIMALS) & set(seen[0]["left out"])


RULE = '''
from typing import ClassVar
from moonwalk.api import PersonRule, hookimpl

class Rain(PersonRule):
    """One point a day, until it rains."""
    name: ClassVar[str] = "rain"

    def awards(self, timeline, context):
        return []

@hookimpl
def moonwalk_rules():
    return (Rain,)
'''
USE = """
import json, sys
from moonwalk.registry import load

plugins = load()
print(json.dumps([bool(plugins.find("person", "rain")), plugins.why_missing("person", "rain")]))
"""


def test_a_name_that_may_be_a_new_plugins_is_waited_for(tmp_path):
    distribution(tmp_path / "site", "rain", "1", {"rain": "rain_rules"}, {"rain_rules": RULE})

    assert look(tmp_path / "site", tmp_path / "cache", USE)[0]


def test_one_that_fails_only_when_it_is_used_is_left_out_and_says_why(tmp_path):
    distribution(
        tmp_path / "site",
        "rain",
        "1",
        {"rain": "rain_rules"},
        {"rain_rules": RULE + "import os\nif 'MOONWALK_BROKEN' in os.environ: 1 / 0\n"},
    )
    assert look(tmp_path / "site", tmp_path / "cache", USE)[0]

    found, why = look(
        tmp_path / "site", tmp_path / "cache", "import os; os.environ['MOONWALK_BROKEN'] = '1'" + USE
    )

    assert not found
    assert "ZeroDivisionError" in why


def test_where_nothing_can_be_kept_each_start_looks_again(tmp_path):
    distribution(tmp_path / "site", "rain", "1", {"rain": "rain_rules"}, {"rain_rules": RULE})
    (tmp_path / "cache").write_text("not a folder", encoding="utf-8")

    assert look(tmp_path / "site", tmp_path / "cache", USE)[0]
    assert look(tmp_path / "site", tmp_path / "cache", USE)[0]
