from __future__ import annotations

import importlib
import inspect
import re
import shutil
import subprocess
import sys
from types import ModuleType
from typing import ClassVar

import pytest

from moonwalk.api import fields, hooks
from moonwalk.testing.kit import CHECKS, Subject

from .conftest import ROOT

GUIDE = "docs/plugin-author.md"
CHALLENGE = sorted((ROOT / "challenges").glob("*.yaml"))[0]


@pytest.fixture
def guide(python_of, monkeypatch) -> dict:
    """The names that the guide's Python blocks define, run in order."""
    module = ModuleType("plugin_author_guide")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for block in python_of(GUIDE):
        code = "\n" * (block.line - 1) + block.text
        exec(compile(code, str(block), "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


EVERY_HOOK = """
from pathlib import Path
import test_guide
from moonwalk.api.files import SourceFile
from moonwalk.testing import parametrize_with_checks

WEEK = "Member,Activity day,Step total\\ne001,2027-01-04,9000\\ne002,2027-01-04,many\\n"
RIDES = '{"ride_log": [{"rider": "e001", "day": "2027-01-04", "km": 5.125}, {"day": "2027-01-04", "km": 3}]}'


@parametrize_with_checks(test_guide, examples={"week.csv": WEEK})
def test_what_the_hooks_return(check):
    check()


@parametrize_with_checks(test_guide.RideLog(), examples={"rides.json": RIDES})
def test_the_rides(check):
    check()


def test_each_ride_is_an_entry_or_says_why_not():
    file = SourceFile(name="rides.json", content=RIDES.encode())
    first, second = test_guide.RideLog().read(file)
    assert (first.amount, second.line) == (5125, 2)
    assert [row.person for row in test_guide.RideLog(rider="e002").read(file)] == ["e001", "e002"]


def test_each_kind_is_tried_as_the_guide_says(moonwalk_trial):
    trial = moonwalk_trial("", test_guide.PerLoggedDay, ranking="trial.per_logged_day")
    trial.people(Amara="North").entries(Amara="5 5")
    assert trial.board("teams") == {"North": "1.0"}
"""


def test_the_code_of_the_guide_runs_its_tests_pass_and_each_hook_keeps_every_promise(python_of, tmp_path):
    code = "\n\n".join(block.text for block in python_of(GUIDE))
    (tmp_path / "test_guide.py").write_text(code, encoding="utf-8")
    (tmp_path / "test_every_hook.py").write_text(EVERY_HOOK, encoding="utf-8")
    (tmp_path / "challenges").mkdir()
    shutil.copy(CHALLENGE, tmp_path / "challenges")
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-rxfE", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(
        pytest_here, capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "xfailed" in done.stdout
    for name in (
        "weekend",
        "per_logged_day",
        "half_way",
        "noticeboard",
        "step_app",
        "ride_log",
        "active_members",
    ):
        assert f'name = "{name}"' in code


def test_every_hook_has_an_example_and_every_check_is_listed(guide, text_of):
    for name in (name for name in vars(hooks) if name.startswith("moonwalk_")):
        assert callable(guide[name])
    for name, words in CHECKS.items():
        assert f"| `{name}` | {words} |" in text_of(GUIDE)


def test_the_message_that_the_guide_shows_is_what_the_kit_says(text_of, tmp_path, monkeypatch):
    source = STREAK_WITHOUT_STATUS
    path = tmp_path / "weekend_rule.py"
    path.write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("weekend_rule")
    fault = Subject("weekend", module.Weekend).faults["open_days"]
    shown = " ".join(text_of(GUIDE).split())
    assert " ".join(f"weekend: {fault}".split()) in shown


STREAK_WITHOUT_STATUS = '''
from moonwalk.api import Award, PersonRule

class Weekend(PersonRule):
    """A point for each day in a row."""
    name = "weekend"

    def awards(self, timeline, context):
        row = 0
        for day in timeline.days:
            row = row + 1 if day.entries else 0
            if row:
                yield Award(day=day.date, points=row, reason="in a row")
'''


def test_the_tests_of_the_guide_can_fail(guide, monkeypatch):
    monkeypatch.setattr(guide["Weekend"], "awards", lambda self, timeline, context: ())
    with pytest.raises(AssertionError):
        guide["test_a_good_saturday_pays_and_a_good_friday_does_not"]()
    with pytest.raises(AssertionError):
        guide["test_both_forms_agree"]()


def test_the_rule_says_its_sentence(guide):
    rule = guide["Weekend"](goal="good_day", points="5")
    assert rule.sentence() == "5 points for good_day on a Saturday or Sunday."


def test_the_rule_is_as_short_as_promised(python_of):
    lines = [line for line in python_of(GUIDE)[0].text.splitlines() if line.strip()]
    assert len(lines) <= 20


def test_the_channel_writes_where_it_may(guide, tmp_path):
    from datetime import UTC, datetime

    from moonwalk.api.notices import Delivered, Message

    message = Message(
        key="key",
        recipient="e001",
        recipient_name="Amara",
        subject="Last week",
        text="You walked.",
        created=datetime(2027, 1, 13, tzinfo=UTC),
    )
    assert guide["Noticeboard"]().deliver(message, str(tmp_path)) == Delivered()
    assert (tmp_path / "noticeboard.txt").read_text(encoding="utf-8") == "e001\tLast week\n"


def test_every_hook_is_named_with_its_signature(text_of):
    named = [name for name in vars(hooks) if name.startswith("moonwalk_")]
    assert named
    for name in named:
        signature = str(inspect.signature(getattr(hooks, name))).replace("'", "")
        assert f"`{name}{signature}`" in text_of(GUIDE)


def test_every_typed_field_is_named(text_of):
    typed = {name for name in vars(fields) if hasattr(getattr(fields, name), "__metadata__")}
    assert len(typed) > 15
    assert [name for name in sorted(typed) if f"`{name}`" not in text_of(GUIDE)] == []


def test_every_helper_of_the_guide_is_in_the_kit(guide):
    import moonwalk.testing

    for name in (
        "assert_awards",
        "assert_adjusts",
        "check_rule",
        "timeline",
        "assert_vectorised_equals_scalar",
    ):
        assert name in moonwalk.testing.__all__


class Server:
    """A made-up server that answers with the next status."""

    asked: ClassVar[list[tuple]] = []

    def __init__(self, status):
        self.status = status

    def __call__(self, address, timeout):
        return self

    def request(self, *asked):
        self.asked.append(asked)
        if not self.status:
            raise ConnectionRefusedError("refused")

    def getresponse(self):
        return self


@pytest.mark.parametrize(
    ("status", "outcome"), [(204, "Delivered"), (404, "Never"), (429, "Retry"), (503, "Retry"), (0, "Retry")]
)
def test_the_channel_with_settings_is_configured_as_the_guide_says(
    guide, text_of, tmp_path, monkeypatch, status, outcome
):
    import http.client
    from datetime import UTC, datetime

    from moonwalk.api.notices import Message
    from moonwalk.registry import load, plugin_of
    from moonwalk.services.channels import open_channel
    from moonwalk.services.workspace import load_settings

    (settings,) = re.findall(r"^```\n(channels:\n.*?)^```$", text_of(GUIDE), re.MULTILINE | re.DOTALL)
    (tmp_path / "moonwalk.yaml").write_text(settings, encoding="utf-8")
    _, written = load_settings(tmp_path).channels
    plugins = load(installed=[plugin_of("acme", guide["Webhook"])])
    monkeypatch.setattr(http.client, "HTTPSConnection", Server(status))
    message = Message(
        key="k", recipient="p1", recipient_name="P", subject="S", text="Hi", created=datetime.now(UTC)
    )

    channel = open_channel(tmp_path, plugins, written, {"WEBHOOK_TOKEN": "abcdefgh"})

    assert type(channel.deliver(message)).__name__ == outcome
    assert Server.asked[-1][3]["Authorization"] == "Bearer abcdefgh"
    assert channel.folder == tmp_path / "messages" / "acme.webhook"
