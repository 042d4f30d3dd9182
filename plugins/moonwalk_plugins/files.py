"""Messages as text files in a folder, one folder for each person."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from moonwalk.api import hookimpl
from moonwalk.api.files import clean_name, clean_text
from moonwalk.api.notices import Channel, Delivered, Message, Never, Outcome, Retry

_MOST: Final = 60
_DIGEST: Final = 10
_PORTS: Final = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *_PORTS})
_UNSAFE: Final = re.compile(r"[^a-z0-9_-]+")
_LIKE_OURS: Final = re.compile(rf".*-[0-9a-f]{{{_DIGEST}}}", re.DOTALL)


class File(Channel):
    """Messages are written as text files, one folder for each person."""

    name: ClassVar[str] = "file"
    enabled_by_default: ClassVar[bool] = True

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Write one message; Retry says why it could not be written, as when the disk is full."""
        root = Path(folder)
        target = root / slug(message.recipient) / f"{slug(message.key)}.txt"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(root.resolve()):
                return Never(
                    reason=f"{target.parent} leads out of the folder for messages. Remove that link."
                )
            replace(target, content(message))
        except OSError as error:
            return Retry(reason=f"The file {target} could not be written: {error.strerror or error}.")
        return Delivered(note=f"Written to {target}.")

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


def slug(text: str) -> str:
    """A file name for a text: the same for the same text, another one for another text.

    Small letters, digits, `-` and `_` only. A text that is no such name by itself gets a piece of its
    hash, so that `A7` and `a7` stay apart where file names ignore case, and `aux` is no device.
    """
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    name = _UNSAFE.sub("-", bare).strip("-_")[:_MOST].strip("-_")
    if name and name == text and name not in _DEVICES and not _LIKE_OURS.fullmatch(name):
        return name
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{name or 'x'}-{digest}"


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """Text files."""
    return (File,)
