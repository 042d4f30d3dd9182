"""Messages as text files in a folder, one folder for each person, which nobody else can read.

The names of folders and files are hashes with a key that lies in the folder, so that a list of them, as a
backup program or a mistyped command may show it, says nothing of anybody.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import UTC
from hashlib import blake2b, sha256
from pathlib import Path
from typing import ClassVar, Final

from moonwalk.api import hookimpl
from moonwalk.api.files import clean_name, clean_text
from moonwalk.api.notices import Channel, Delivered, Message, Never, Outcome, Retry

_KEY: Final = ".key"
_KEY_BYTES: Final = 16
_HIDDEN_BYTES: Final = 10
_OWNER_ONLY: Final = 0o700

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

    def is_private(self) -> bool:
        """Each person's are in a folder by themselves, which only the organiser may look into."""
        return True

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Write one message; Retry says why it could not be written, as when the disk is full."""
        root = Path(folder)
        try:
            key = key_of(root)
            target = root / hidden(key, message.recipient) / f"{hidden(key, message.key)}.txt"
            target.parent.mkdir(mode=_OWNER_ONLY, exist_ok=True)
            if not target.parent.resolve().is_relative_to(root.resolve()):
                return Never(
                    reason=f"{target.parent} leads out of the folder for messages. Remove that link."
                )
            replace(target, content(message))
            # Up to the workspace, also where the folders were there: whoever made them may have been killed
            # before this.
            for above in (root, *root.parents[:2]):
                sync_folder(above)
        except OSError as error:
            return Retry(reason=f"A file in {root} could not be written: {error.strerror or error}.")
        return Delivered(note=f"Written to {target}.")

    def preview(self, message: Message) -> str:
        """The whole file."""
        return content(message)

    def forget(self, recipient: str, folder: str) -> None:
        """Remove the person's folder with all messages in it; a power cut does not bring it back."""
        root = Path(folder)
        names = [slug(recipient)]
        if (root / _KEY).is_file():
            names.append(hidden(key_of(root), recipient))
        for name in names:
            target = root / name
            if target.is_dir() and target.resolve().is_relative_to(root.resolve()):
                shutil.rmtree(target)
        # Also where there was nothing: whoever removed it may have been killed before this.
        if root.is_dir():
            sync_folder(root)


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
    """Put a whole file in place at once: whoever looks sees the old one or the new one, never half of it.

    It is on the disk with its name when this returns, so that a power cut takes back nothing.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk. Windows has no such thing, nor need of it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some shared folders know no such request; any other answer means that the name is not there yet.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def key_of(root: Path) -> bytes:
    """The key of a folder, with which names are hidden in it; one is made where there is none."""
    root.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    # It may have been made by somebody else; where modes mean nothing, this does nothing.
    with contextlib.suppress(OSError):
        root.chmod(_OWNER_ONLY)
    path = root / _KEY
    if not path.is_file():
        replace(path, secrets.token_hex(_KEY_BYTES))
    return path.read_bytes()


def hidden(key: bytes, text: str) -> str:
    """A name that says nothing of a text: the same for the same text, another one for another text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HIDDEN_BYTES, key=key).hexdigest()


def slug(text: str) -> str:
    """A file name for a text: the name that a person's folder had before names were hidden.

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
