"""The guide to channels names every channel and setting, and what it tells people to write can be used."""

from __future__ import annotations

import re

import pytest
import yaml

from moonwalk.services.channels import open_channel
from moonwalk.services.workspace import load_plugins, load_settings
from moonwalk_plugins.apprise import Apprise
from moonwalk_plugins.email import Email
from moonwalk_plugins.slack import Slack
from moonwalk_plugins.teams import Teams

from .conftest import ROOT, blocks

GUIDE = ROOT / "docs" / "channels.md"
SECRETS = {
    "MAIL_PASSWORD": "x",
    "MAIL_CLIENT_SECRET": "x",
    "SLACK_TOKEN": "xoxb-1",
    "TEAMS_WEBHOOK": "https://x.logic.azure.com/y",
    "APPRISE_URL": "ntfys://topic/{email}",
}


def test_every_setting_is_in_the_table():
    rows = re.findall(r"^\| `(\w+)` \| (`.+`) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)

    assert {name: set(keys.strip("`").split("`, `")) for name, keys in rows} == {
        channel.name: set(channel.model_fields) for channel in (Apprise, Email, Slack, Teams)
    }


SETTINGS = [
    block for block in blocks(GUIDE) if block.language == "yaml" and block.text.startswith("channels:")
]


@pytest.mark.parametrize("block", SETTINGS, ids=str)
def test_settings_can_be_used_as_they_stand_there(block, tmp_path):
    (tmp_path / "moonwalk.yaml").write_text(block.text, encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "google.json").touch(0o600)
    (tmp_path / "secrets" / "google.json").write_text("{}", encoding="utf-8")

    (settings,) = load_settings(tmp_path).channels
    channel = open_channel(tmp_path, load_plugins(frozenset()), settings, SECRETS)

    assert channel.adapter.sentence()
    assert channel.doubts() == ()


def test_what_slack_is_asked_for_is_what_the_channel_needs():
    (manifest,) = (block for block in blocks(GUIDE) if "oauth_config" in block.text)
    assert yaml.safe_load(manifest.text)["oauth_config"]["scopes"]["bot"] == [
        "chat:write",
        "users:read",
        "users:read.email",
    ]


@pytest.mark.parametrize("page", ["README.md", "docs/organiser.md", "docs/operator.md"])
def test_readers_are_led_to_the_guide(page, text_of):
    assert "channels.md)" in text_of(page)
