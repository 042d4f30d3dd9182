from __future__ import annotations

import sys

import yaml


def test_the_manifest_is_what_a_new_app_takes_and_asks_for_no_more_than_is_used(shell):
    manifest = yaml.safe_load(shell("chat", "--manifest").stdout)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == ["/moved"]
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == {
        "chat:write",
        "commands",
        "im:history",
        "users:read",
        "users:read.email",
    }


def test_without_tokens_or_the_package_a_sentence_says_what_to_do(shell, monkeypatch):
    said = shell("chat", code=1).stderr
    assert "MOONWALK_SLACK_APP_TOKEN and MOONWALK_SLACK_BOT_TOKEN must be set" in said
    monkeypatch.setenv("MOONWALK_SLACK_APP_TOKEN", "xapp-1-s3cret")
    monkeypatch.setenv("MOONWALK_SLACK_BOT_TOKEN", "xoxb-1-s3cret")
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "moonwalk.page.chat_socket", raising=False)
    said = shell("chat", code=1).stderr
    assert "pip install 'moonwalk[slack]'" in said
    assert "s3cret" not in said
