"""A message becomes a text file; the same message again becomes the same file."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from datetime import UTC
from pathlib import Path
from typing import ClassVar

from moonwalk.api import Channel, Delivered, Message, Never, Outcome, Retry, clean_name, clean_text
from moonwalk_files.slugs import slug


class File(Channel):
    """Messages are written as text files, one folder for each person."""

    name: ClassVar[str] = "file"
    unless_named: ClassVar[bool] = True

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Write one message; Retry says why it could not be written, as when the disk is full."""
        root = Path(folder)
        target = root / slug(message.recipient) / f"{slug(message.key)}.txt"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(root.resolve()):
                return Never(f"{target.parent} leads out of the folder for messages. Remove that link.")
            replace(target, content(message))
        except OSError as error:
            return Retry(f"The file {target} could not be written: {error.strerror or error}.")
        return Delivered(f"Written to {target}.")

    def forget(self, recipient: str, folder: str) -> None:
        """Remove the person's folder with all messages in it."""
        root = Path(folder)
        target = root / slug(recipient)
        if target.is_dir() and target.resolve().is_relative_to(root.resolve()):
            shutil.rmtree(target)


def content(message: Message) -> str:
    """The text of the file, the same each time for the same message."""
    created = message.created.astimezone(UTC)
    head = (
        f"To: {clean_name(message.recipient_name)} ({clean_name(message.recipient)})",
        f"Date: {created:%Y-%m-%d %H:%M} UTC",
        f"Subject: {clean_text(message.subject).replace(chr(10), ' ')}",
    )
    return "\n".join(head) + "\n\n" + clean_text(message.text).strip("\n") + "\n"


def replace(target: Path, text: str) -> None:
    """Put a whole file in place at once: whoever looks sees the old one or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
