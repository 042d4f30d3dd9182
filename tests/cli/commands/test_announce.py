"""A message of the organiser's own, as a command."""

from __future__ import annotations

import json

from moonwalk.services import queueing

from ...workspaces import at


def test_an_announcement_is_shown_then_asked_for_then_sent_once(shell, tmp_path):
    news = tmp_path / "news.txt"
    news.write_text("Hallo {first_name}, grüß dich.", encoding="utf-8")
    words = ("announce", "lanes", "--file", news, "--subject", "News for {team}")
    rehearsed = shell(*words, "--team", "North", "--dry-run")

    assert "To Ada Bell: News for North\nHallo Ada, grüß dich.\n" in rehearsed.stdout
    assert "4 people by " in rehearsed.stdout
    assert "Nothing was sent" in rehearsed.stderr
    assert "That is not the number of people" in shell(*words, code=1, typed="yes\n").stderr
    assert "4 people will get it" in shell(*words, "--team", "North", typed="4\n").stderr
    again = json.loads(shell(*words, "--yes", "--json").stdout)
    assert (len(again["messages"]), again["had_already"]) == (8, 4)


def test_a_text_and_a_file_or_half_a_filter_are_usage_errors(shell, tmp_path):
    news = tmp_path / "news.txt"
    news.write_text("Hello", encoding="utf-8")

    both = shell("announce", "lanes", "Hello", "--file", news, "--subject", "S", code=2)
    assert "Give the text or a --file, not both." in both.stderr
    missing = shell("announce", "lanes", "--file", tmp_path / "none.txt", "--subject", "S", code=1)
    assert "cannot be read" in missing.stderr
    half = shell("announce", "lanes", "Hello", "--subject", "S", "--where", "site", code=2)
    assert "--where site=Berlin" in half.stderr


def test_what_somebody_does_not_want_is_said_and_messages_to_many_are_let_go(shell, monkeypatch):
    monkeypatch.setattr(queueing, "MOST_UNASKED", 10)
    chosen = shell("people", "notices", "p01", "challenge_starts", "--off")
    assert "Ada Bell gets none of: challenge_starts." in chosen.stderr
    assert "announcement" in chosen.stdout
    shell("people", "notices", "p01", "--on", "--off", code=2)
    shell("people", "notices", "p01", "nudge", code=2)

    shell.lanes.now = at(1, 7, 30)
    shown = shell("tick", "--dry-run", "--texts")
    assert "=== Ben Cole (p02) by file, once approved" in shown.stdout
    assert "  Subject: Lanes starts today" in shown.stdout
    assert "By file: 11 messages once approved." in shown.stderr
    shell("tick", "--texts", code=2)
    assert "11 messages of 'lanes' wait until you have looked at them" in shell("tick").stderr
    assert "11 messages of 'lanes' will be sent by the next" in shell("outbox", "approve", "lanes").stderr
    assert "11 delivered" in shell("tick").stderr
    shell("outbox", "approve", "lanes", code=1)
