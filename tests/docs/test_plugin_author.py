from __future__ import annotations

import inspect
import sys
from types import ModuleType

import pytest

from moonwalk.api import fields, hooks

GUIDE = "docs/plugin-author.md"


@pytest.fixture
def guide(python_of, monkeypatch) -> dict:
    """The names that the guide's Python blocks define, run in order."""
    module = ModuleType("plugin_author_guide")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for block in python_of(GUIDE):
        code = "\n" * (block.line - 1) + block.text
        exec(compile(code, str(block), "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def test_the_code_of_the_guide_runs_and_its_tests_pass(guide):
    tests = [value for name, value in guide.items() if name.startswith("test_")]
    assert len(tests) == 3
    for test in tests:
        test()


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
    assert (tmp_path / "noticeboard.txt").read_text(encoding="utf-8") == "Amara: Last week\n"


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
