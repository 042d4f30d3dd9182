"""A channel whose plugin fails costs nothing, and what it does not say is taken in the careful way."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from moonwalk.api.notices import Message, Pace, Retry, as_text
from moonwalk.registry import PluginFailure
from moonwalk.services.channels import Channel

from ..workspaces import at


@dataclass
class Failing:
    """An adapter whose plugin fails whatever it is asked, and names a secret."""

    asked: list[str] = field(default_factory=list)

    def __getattr__(self, name):
        def fail(*_):
            self.asked.append(name)
            raise PluginFailure("post", f"post.{name}", "it cannot read hunter22")

        return fail


@pytest.fixture
def channel(tmp_path):
    return Channel(Failing(), tmp_path / "messages" / "post", ("hunter22",))


@pytest.fixture
def message(tmp_path):
    (tmp_path / "messages").mkdir()
    return Message(
        key="week/p01/post",
        recipient="p01",
        recipient_name="Ada Bell",
        subject="Week 1",
        text="Well walked.",
        created=at(1),
    )


def test_what_a_channel_fails_to_say_is_taken_in_the_careful_way(channel, message):
    assert channel.pace() == Pace()
    assert channel.preview(message) == as_text(message)
    assert channel.own_address() == ""
    assert channel.is_private() is False
    assert channel.doubts() == ()
    assert channel.adapter.asked == ["pace", "preview", "own_address", "is_private", "doubts"]


def test_a_failure_is_told_without_the_secret_and_tried_again(channel, message):
    outcome = channel.deliver(message)
    assert isinstance(outcome, Retry)
    assert "post.deliver" in outcome.reason
    assert "hunter22" not in outcome.reason


def test_what_keeps_a_person_from_being_forgotten_is_told_and_nothing_where_nothing_is_kept(channel, message):
    assert channel.forget("p01") == ""
    channel.folder.mkdir()
    said = channel.forget("p01")
    assert "post.forget" in said
    assert "hunter22" not in said
