from __future__ import annotations

import pytest

from moonwalk.api.panels import PanelText
from moonwalk.registry import PanelAdapter, PluginFailure
from moonwalk.services.doctor import examine
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.plugins import by_urgency, list_plugins, show_panels
from moonwalk.services.rules import rules_in_words
from moonwalk.services.views import PluginRow
from moonwalk.services.workspace import open_workspace

from ..workspaces import MONDAY


def test_every_panel_shows_something_of_the_sample_company(demo):
    shown = show_panels(demo.ws, "walk-backward")

    assert len(shown) == len(demo.ws.plugins.panels()) > 0
    assert all(one.title for one in shown)


def test_a_panel_shows_something_before_day_1_too(lanes):
    assert show_panels(lanes.ws, "lanes")


def test_a_panel_shows_something_without_people_too(empty):
    launch(empty.ws, "lanes", MONDAY)

    assert show_panels(empty.ws, "lanes")


def test_a_panel_that_fails_says_so_in_its_own_place(demo, monkeypatch):
    whole = show_panels(demo.ws, "walk-backward")
    show, failing = PanelAdapter.show, min(demo.ws.plugins.panels())

    def fail(self, view):
        if self is demo.ws.plugins.panels()[failing]:
            raise PluginFailure("x", "show", ValueError("no"))
        return show(self, view)

    monkeypatch.setattr(PanelAdapter, "show", fail)
    shown = show_panels(demo.ws, "walk-backward")

    assert isinstance(shown[0].content, PanelText)
    assert shown[1:] == whole[1:]


def test_a_challenge_that_is_not_scored_says_why_instead_of_panels(day6):
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))

    [only] = show_panels(ws, "lanes")

    assert "the rule 'streaks.streak' is not loaded. The plugin 'streaks' is disabled." in str(only.content)
    row = next(each for each in list_plugins(ws) if each.name == "streaks")
    assert row.remarks[0].startswith(
        "The plugin 'streaks' is disabled, and 'lanes' cannot be scored without it"
    )
    assert "Disabled: 'streaks'." in next(
        each.says for each in examine(ws).findings if each.topic == "plugins"
    )
    with pytest.raises(Refused, match="streak"):
        rules_in_words(ws, "lanes")


def test_the_rules_of_a_launched_challenge_are_told_in_words(day6):
    words = rules_in_words(day6.ws, "lanes")

    assert "Lanes" in words
    assert "a good day" in words


def test_on_a_screen_what_asks_for_somebody_comes_first():
    def row(name, state="active", package="moonwalk", problems=()):
        return PluginRow(name, package, "1", state, (), problems, 0.0)

    rows = (
        row("ours"),
        row("theirs", package="acme"),
        row("odd", package="acme", problems=("A fault.",)),
        row("gone", "broken", "acme", ("It failed.",)),
    )
    assert [each.name for each in by_urgency(rows)] == ["gone", "odd", "theirs", "ours"]
