"""Messages on the console, for trying things out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import ClassVar

from moonwalk.api import hookimpl
from moonwalk.api.files import clean_name, clean_text
from moonwalk.api.notices import Channel, Delivered, Message, Never, Outcome, Retry


class Console(Channel):
    """Messages are printed on the console."""

    name: ClassVar[str] = "console"

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Print one message; Never where the program has no console, Retry where it cannot be written to."""
        stream = sys.stderr
        if stream is None:
            return Never(reason="The program runs without a console. Choose another channel.")
        try:
            # One write, so that messages of several threads do not mix.
            stream.write(block(message))
            stream.flush()
        except (OSError, ValueError) as error:
            return Retry(reason=f"The console could not be written to: {clean_name(str(error))}.")
        return Delivered(note="Printed on the console.")

    def preview(self, message: Message) -> str:
        """What would be printed."""
        return block(message)


def block(message: Message) -> str:
    """A message as text for a terminal, harmless whatever its parts hold."""
    to = f"{clean_name(message.recipient_name)} ({clean_name(message.recipient)})"
    body = "\n".join(f"  {line}".rstrip() for line in clean_text(message.text).strip("\n").split("\n"))
    return f"--- To {to}\n  {clean_text(message.subject).replace(chr(10), ' ')}\n\n{body}\n---\n"


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """The console."""
    return (Console,)
