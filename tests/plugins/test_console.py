"""The console channel."""

import io
import sys
from datetime import UTC, datetime

from moonwalk.api.notices import Delivered, Message, Never, Retry
from moonwalk.testing import check_declaration
from moonwalk_plugins.console import Console

MESSAGE = Message(
    key="walk/7/weekly_recap/week-1",
    recipient="7",
    recipient_name="Ann",
    subject="Week 1",
    text="Hello Ann,\n\nwell done.",
    created=datetime.now(UTC),
)


def test_a_message_is_one_block_on_standard_error_and_leaves_standard_output_to_data(capsys):
    check_declaration(Console())

    assert isinstance(Console().deliver(MESSAGE, "."), Delivered)

    printed = capsys.readouterr()
    assert printed.err == "--- To Ann (7)\n  Week 1\n\n  Hello Ann,\n\n  well done.\n---\n"
    assert printed.out == ""


def test_nothing_in_a_message_can_steer_the_terminal(capsys):
    hostile = "\x1b]0;title\x07\x9b31m\u202e\rx"
    Console().deliver(
        Message(
            key="k",
            recipient=hostile,
            recipient_name=hostile,
            subject=hostile,
            text=hostile,
            created=MESSAGE.created,
        ),
        ".",
    )

    assert not set(capsys.readouterr().err) & set("\x1b\x07\x9b\u202e\r")


def test_a_console_that_is_closed_is_tried_again(monkeypatch):
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)

    outcome = Console().deliver(MESSAGE, ".")

    assert isinstance(outcome, Retry)
    assert "could not be written to" in outcome.reason


def test_a_program_without_a_console_can_never_deliver(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)

    assert isinstance(Console().deliver(MESSAGE, "."), Never)
