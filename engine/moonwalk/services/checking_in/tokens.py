"""The tokens of personal links: what a link says, signed with a key that only this workspace has."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b, sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

Purpose = Literal["log", "see", "push", "stop", "captain", "kiosk"]

KEY_FILE: Final = "links.key"
"""Beside the database and never in a backup: whoever has it can make links for everyone."""

RATES_FILE: Final = "page.rates"
"""Beside the database too: in it, all processes that serve the page count how often they are asked."""

PURPOSES: Final = MappingProxyType({"log": 1, "see": 2, "push": 3, "stop": 4, "captain": 5, "kiosk": 6})
"""What stands in a token for each purpose."""

_VERSION: Final = 1
_SAID: Final = struct.Struct(">BB6sQI")
"""Version, purpose, challenge, the person's number, and the minute (since 1970) after which it is dead."""

_MAC_BYTES: Final = 16
_KEY_BYTES: Final = 32
TOKEN_LETTERS: Final = 48

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of these codes are made: none is taken for another one."""

_CODE_LENGTH: Final = 10
"""Some 50 bits: at ten tries a minute nobody meets the code of one of thousands within a challenge."""


def mark_of(challenge: str) -> bytes:
    """A challenge in few bytes; all bytes of a token are signed, so nobody can choose one that collides."""
    return blake2b(challenge.encode(), digest_size=6, person=b"moonwalk link").digest()


def token_of(key: bytes, purpose: Purpose, challenge: str, number: int, until: int) -> str:
    """The token of a person's link (by the number of the link), dead after a minute (since 1970)."""
    said = _SAID.pack(_VERSION, PURPOSES[purpose], mark_of(challenge), number, until)
    return urlsafe_b64encode(said + signature_of(key, said)).decode()


def signature_of(key: bytes, said: bytes) -> bytes:
    """What only this workspace can say about some bytes (16 bytes)."""
    return hmac.new(key, said, sha256).digest()[:_MAC_BYTES]


def code_of(key: bytes, challenge: str, number: int) -> str:
    """The code of a person at a kiosk, by the number of their links: `K7XWP-3MQRA`."""
    value, code = int.from_bytes(signature_of(key, f"kiosk/{challenge}/{number}".encode())), ""
    for _ in range(_CODE_LENGTH):
        value, letter = divmod(value, len(CODE_LETTERS))
        code += CODE_LETTERS[letter]
    return f"{code[: _CODE_LENGTH // 2]}-{code[_CODE_LENGTH // 2 :]}"


def claims_of(ws: Workspace, token: str) -> tuple[int, bytes, int, int] | None:
    """What a token says: its purpose, the mark of its challenge, a number, a minute. None: not by our key."""
    key = key_of(ws, make=False)
    try:
        data = urlsafe_b64decode(token) if len(token) == TOKEN_LETTERS and token.isascii() else b""
    except ValueError:
        data = b""
    # A token that cannot be read takes the same way, and about as long.
    whole = data.ljust(_SAID.size + _MAC_BYTES, b"\0")
    said, proof = whole[: _SAID.size], whole[_SAID.size :]
    good = hmac.compare_digest(proof, signature_of(key, said))
    version, purpose, mark, number, until = _SAID.unpack(said)
    # Letters that the decoder skips, or spells in two ways, would make two links of one.
    spelt = hmac.compare_digest(urlsafe_b64encode(whole), token.encode(errors="replace"))
    known = version == _VERSION and purpose in PURPOSES.values()
    return (purpose, mark, number, until) if good and spelt and known else None


def key_of(ws: Workspace, *, make: bool) -> bytes:
    """The key of a workspace; one that nobody can guess where there is none and none is to be made.

    Refused where it is damaged, cannot be read, or can be read by others.
    """
    path = ws.folder / KEY_FILE
    try:
        if make and not path.exists():
            _write_key(path)
        mode = path.stat().st_mode
        key = path.read_bytes()
    except FileNotFoundError:
        return secrets.token_bytes(_KEY_BYTES)
    except OSError as error:
        raise Refused(
            f"{path} cannot be read: {error.strerror or error}. No link works without it."
        ) from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise Refused(f"Others on this computer may read {path}. Run: chmod 600 {path}")
    if len(key) != _KEY_BYTES:
        raise Refused(
            f"{path} is damaged. Nothing was changed. Delete it, and send everyone a new link: the old ones "
            "are dead."
        )
    return key


def _write_key(path: Path) -> None:
    # Two programs may want to make one at once: the first one wins, and the other reads it.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
