"""Backups that only a passphrase opens.

A file is a header, and then the backup in pieces, each sealed by AES-256-GCM. The header is MAGIC, one byte
with the cost of scrypt (the power of two; r is 8 and p is 1), and 16 bytes of salt; scrypt makes the key of
them and the passphrase, which no other file has. A piece holds 1 MiB, the last one the rest, and its nonce
is its number in 11 bytes and a byte that is 1 for the last one, so that none can be left out, moved or cut
off. Every piece vouches for the header as well.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final

from moonwalk.services.errors import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ENCRYPTED_ENDING: Final = ".enc"
SHORTEST: Final = 10
"""So many letters a passphrase must have at least."""

MAGIC: Final = b"moonwalk-encrypted-1\n"
COST: Final = 17
"""Trying a passphrase takes 128 MB and about half a second."""

_COSTS: Final = range(14, 21)
_SALT: Final = 16
_HEADER: Final = len(MAGIC) + 1 + _SALT
_PIECE: Final = 1 << 20
_TAG: Final = 16
_IN_MEMORY: Final = 1 << 26


def is_encrypted(file: Path) -> bool:
    """Whether a file is an encrypted backup, by how it begins; False where it cannot be read."""
    with suppress(OSError), file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC
    return False


def check_passphrase(passphrase: str) -> None:
    """Refused where a passphrase is too short, or encrypting is not installed."""
    if len(passphrase) < SHORTEST:
        raise Refused(
            f"The passphrase is too short: it has {len(passphrase)} letters, and needs {SHORTEST}. "
            "No backup was made. Four or five unrelated words are good."
        )
    _require_library()


def encrypt(plain: Path, target: Path, passphrase: str, cost: int = COST) -> None:
    """Write an encrypted copy of a file, which only its owner can read; it ends on the disk."""
    header = MAGIC + bytes([cost]) + os.urandom(_SALT)
    cipher = _cipher(header, passphrase)
    handle = os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with plain.open("rb") as source, os.fdopen(handle, "wb") as out:
        out.write(header)
        for nonce, piece in _pieces(source, _PIECE):
            out.write(cipher.encrypt(nonce, piece, header))
        out.flush()
        os.fsync(out.fileno())


def decrypted(file: Path, passphrase: str) -> IO[bytes]:
    """What is in an encrypted file, in memory or, where it is large, in a file without a name.

    Refused with a wrong passphrase, and where the file was altered anywhere.
    """
    if not passphrase:
        raise Refused(f"{file} is encrypted. Nothing was changed. Give the passphrase.")
    _require_library()
    from cryptography.exceptions import InvalidTag

    plain: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        with file.open("rb") as source:
            header = source.read(_HEADER)
            if len(header) < _HEADER or header[len(MAGIC)] not in _COSTS:
                raise Refused(_not_sound(file))
            cipher = _cipher(header, passphrase)
            for nonce, piece in _pieces(source, _PIECE + _TAG):
                plain.write(cipher.decrypt(nonce, piece, header))
    except InvalidTag as error:
        # Who has opened the first piece has the right passphrase.
        reason = _not_sound(file) if plain.tell() else _wrong(file)
        plain.close()
        raise Refused(reason) from error
    except BaseException:
        plain.close()
        raise
    plain.seek(0)
    return plain


def _wrong(file: Path) -> str:
    return (
        f"{file} does not open: the passphrase is wrong, or the file was truncated or altered. Nothing was "
        "changed. Try again, and mind small and capital letters."
    )


def _not_sound(file: Path) -> str:
    return (
        f"{file} is not a sound backup: it does not open to its end. It was truncated or altered. "
        "Nothing was changed. Use another backup."
    )


def _pieces(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bytes]]:
    """The pieces of a file with their nonces; the last one may be empty."""
    number, piece = 0, source.read(size)
    while True:
        following = source.read(size)
        yield number.to_bytes(11, "big") + bytes([not following]), piece
        if not following:
            return
        number, piece = number + 1, following


def _cipher(header: bytes, passphrase: str) -> AESGCM:
    # Loaded only here: most backups are not encrypted, and it need not be installed for them.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    cost, salt = header[len(MAGIC)], header[len(MAGIC) + 1 :]
    # The same letters make the same key, however a keyboard or a file composes them.
    spelled = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(spelled))


def _require_library() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise Refused(
            "Encrypted backups need a library that is not installed. Nothing was changed. "
            "Install it: pip install 'moonwalk[encryption]'"
        ) from error
