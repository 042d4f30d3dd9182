"""What strangers' plugins are checked for holds for ours: everything that is installed, with made-up keys."""

from __future__ import annotations

import pytest

from moonwalk.registry import find_plugins, load
from moonwalk.testing.kit import check_subject
from moonwalk_plugins.apprise import Apprise
from moonwalk_plugins.card import BingoCard
from moonwalk_plugins.composite import Composite
from moonwalk_plugins.email import Email
from moonwalk_plugins.slack import Slack
from moonwalk_plugins.teams import Teams

PLUGINS = load(installed=[plugin for plugin in find_plugins() if plugin.first_party])
QUICK = (
    "goals.goal_met",
    "rankings.mean",
    "notices.weekly_recap",
    "files.file",
    "participation.participation",
)

CONFIGURED = {
    "person card.card": BingoCard(squares=("walk", "own"), columns=2, square="1", line="5"),
    "ranking composite.composite": Composite(of_boards={"form": "60%", "steps": "40%"}),
    "channel apprise.apprise": Apprise(url="json://localhost/{email}"),
    "channel email.email": Email(host="localhost", sender="walks@example.org", encryption="none"),
    "channel slack.slack": Slack(token="xoxb-1"),
    "channel teams.teams": Teams(webhook="https://x.logic.azure.com/y"),
}
"""What the kit cannot make up keys for that mean anything."""


def checked(name):
    result = check_subject(name, CONFIGURED.get(name) or PLUGINS.adapters[name].declared.made)
    assert (result.faults, result.not_tried) == ((), "")


@pytest.mark.parametrize("name", [name for name in PLUGINS.adapters if name.split()[1] in QUICK])
def test_one_of_each_kind_keeps_what_the_kit_checks(name):
    checked(name)


@pytest.mark.torture
@pytest.mark.parametrize("name", [name for name in PLUGINS.adapters if name.split()[1] not in QUICK])
def test_every_other_one_keeps_it_too(name):
    checked(name)
