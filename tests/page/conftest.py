from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from starlette.testclient import TestClient

from moonwalk.page.app import make_app
from moonwalk.page.rates import Limits
from moonwalk.services.checking_in.days import consent
from moonwalk.services.checking_in.links import make_links, visitor_of

from ..browsers import served
from ..workspace_fixtures import launched_once
from ..workspaces import Lanes, at, copied

__all__ = ["launched_once"]

BASE = "http://127.0.0.1:8710"
DERIVED = ("cached_total", "lease", "publication", "change")
"""Tables that hold what follows from facts, and is worked out for whoever looks first."""


@dataclass
class Site:
    """The page of a workspace, as a browser without scripts sees it, and what it wrote into its log."""

    lanes: Lanes
    limits: Limits = field(default_factory=Limits)
    log: list[str] = field(default_factory=list)
    kiosk: tuple[str, ...] = ()

    @property
    def client(self) -> TestClient:
        """A browser."""
        app = make_app(self.lanes.ws, self.log.append, self.limits, kiosk=self.kiosk)
        return TestClient(app, base_url=BASE, raise_server_exceptions=False)

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of the page on this computer, for a real browser."""
        app = make_app(self.lanes.ws, self.log.append, self.limits, kiosk=self.kiosk)
        with served(app) as address:
            yield address

    def token(self, who: str, purpose="log", *, agreed: bool = True) -> str:
        """A person's link, without what all links have in common."""
        (link,) = make_links(self.lanes.ws, "lanes", [who], purpose).links
        token = link.url.rpartition("/")[2]
        if agreed and purpose in ("log", "captain"):
            consent(self.lanes.ws, visitor_of(self.lanes.ws, token, (purpose,)))
        return token

    def facts(self):
        """Everything that is stored but for what follows from it."""
        return self.lanes.dump(DERIVED)


@pytest.fixture
def site(launched_once, tmp_path):
    """The lanes at noon of day 3, with a page."""
    lanes = copied(launched_once, tmp_path / "work")
    lanes.now = at(3)
    return Site(lanes)
