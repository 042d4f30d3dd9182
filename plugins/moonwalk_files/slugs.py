"""Names of files and folders that are safe on every system, whatever text they are made of."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final

_MOST: Final = 60
_DIGEST: Final = 10
_PORTS: Final = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *_PORTS})
_UNSAFE: Final = re.compile(r"[^a-z0-9_-]+")
_LIKE_OURS: Final = re.compile(rf".*-[0-9a-f]{{{_DIGEST}}}", re.DOTALL)


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
