"""Who may come in: a link that works once, a cookie for the browser that used it, and how long it holds."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Final

_BYTES: Final = 32


class Access:
    """Links and cookies of one server. They live as long as it does, and are kept nowhere.

    `clock` counts seconds and never goes back; a browser that has been idle for `idle` of them is out.
    """

    def __init__(self, idle: float, clock: Callable[[], float]) -> None:
        self._idle, self._clock = idle, clock
        self._link = ""
        self._last_seen: dict[str, float] = {}

    def new_link(self) -> str:
        """Return the token of a new link; the one before it works no longer."""
        self._link = secrets.token_urlsafe(_BYTES)
        return self._link

    def enter(self, token: str) -> str | None:
        """Return the cookie for a browser that came by the link; None where that is used up or another."""
        # Compared in bytes: letters of other languages are no reason to fail.
        if not self._link or not secrets.compare_digest(token.encode(), self._link.encode()):
            return None
        self._link = ""
        cookie = secrets.token_urlsafe(_BYTES)
        self._last_seen[_digest(cookie)] = self._clock()
        return cookie

    def is_known(self, cookie: str) -> bool:
        """Whether a browser with this cookie is in, and has not been idle for too long."""
        last = self._last_seen.get(_digest(cookie))
        return last is not None and self._clock() - last < self._idle

    def touch(self, cookie: str) -> None:
        """Somebody did something in this browser. Whoever is out stays out."""
        if self.is_known(cookie):
            self._last_seen[_digest(cookie)] = self._clock()

    def forget_idle(self) -> None:
        """Forget every browser that has been idle for too long."""
        now = self._clock()
        self._last_seen = {
            digest: last for digest, last in self._last_seen.items() if now - last < self._idle
        }


def _digest(cookie: str) -> str:
    """What is kept of a cookie. Looking it up tells by no delay how much of a guess was right."""
    return sha256(cookie.encode(errors="replace")).hexdigest()
