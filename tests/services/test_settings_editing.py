from __future__ import annotations

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.settings_editing import change_setting
from moonwalk.services.workspace import load_settings

SENDING = "{earliest: 08:00, latest: 18:30, days: every day, holidays: []}"


@pytest.mark.parametrize(
    ("before", "keys", "value", "after"),
    [
        ("name: A  # ours\n", ("name",), "B", "name: B  # ours\n"),
        ("name: A\n", ("sending",), SENDING, f"name: A\n\nsending: {SENDING}\n"),
        (
            "sending:\n  earliest: 09:00\n  holidays:\n    - 2027-01-01\n\n# The rest.\nname: A\n",
            ("sending",),
            SENDING,
            f"sending: {SENDING}\n\n# The rest.\nname: A\n",
        ),
        ("a: 1\n", ("sending",), "", "a: 1\n"),
        ("sending: {earliest: 09:00}\nname: A\n", ("sending",), "", "name: A\n"),
        (
            "plugins:\n  policy: ask  # carefully\n  without: []\nname: A\n",
            ("plugins", "without"),
            "[x]",
            "plugins:\n  policy: ask  # carefully\n  without: [x]\nname: A\n",
        ),
        (
            "plugins:\n    policy: ask\n# The end.\n",
            ("plugins", "without"),
            "[x]",
            "plugins:\n    policy: ask\n    without: [x]\n# The end.\n",
        ),
        ("# Nothing.\n", ("plugins", "without"), "[x]", "# Nothing.\n\nplugins:\n  without: [x]\n"),
        ("name: A\r\n", ("timezone",), "Europe/Rome", "name: A\r\n\r\ntimezone: Europe/Rome\r\n"),
    ],
)
def test_one_key_is_changed_and_everything_else_stays(empty, before, keys, value, after):
    path, ws = empty.folder / "moonwalk.yaml", empty.ws
    before, after = (text.replace("a: 1", "name: A") for text in (before, after))
    path.write_bytes(before.encode())

    rehearsed = change_setting(ws, keys, value, dry_run=True)

    assert path.read_bytes() == before.encode()
    assert change_setting(ws, keys, value) == rehearsed
    assert path.read_bytes() == after.encode()
    load_settings(empty.folder)
    assert [each.name for each in empty.folder.glob(".moonwalk*")] == []


@pytest.mark.parametrize(
    ("text", "keys", "value", "reason"),
    [
        (
            "sending:\n  earliest: 09:00\n  # not before tea\n  latest: 18:00\n",
            ("sending",),
            SENDING,
            "yaml:1:",
        ),
        ("name: A\n", ("timezone",), "Europe/Nowhere", "could not be used"),
        ("{name: A}\n", ("timezone",), "Europe/Rome", "without risk"),
        ("plugins: {policy: ask}\n", ("plugins", "without"), "[x]", "without risk"),
        ("name: A\n", ("name",), "[", "without risk"),
    ],
)
def test_what_cannot_be_changed_soundly_is_left_to_the_hand(empty, text, keys, value, reason):
    path = empty.folder / "moonwalk.yaml"
    ws = empty.ws
    path.write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match=reason) as refused:
        change_setting(ws, keys, value)

    assert "Nothing was changed." in str(refused.value)
    assert path.read_text(encoding="utf-8") == text
