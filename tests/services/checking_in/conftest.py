from __future__ import annotations

import pytest

from moonwalk.services.checking_in.days import consent
from moonwalk.services.checking_in.links import make_links, visitor_of

from ...workspace_fixtures import launched_once
from ...workspaces import at, copied

__all__ = ["launched_once"]


def token_of(url):
    return url.rpartition("/")[2]


@pytest.fixture
def lanes(launched_once, tmp_path):
    """The lanes at noon of day 3, nothing logged."""
    lanes = copied(launched_once, tmp_path / "work")
    lanes.now = at(3)
    return lanes


@pytest.fixture
def link_of(lanes):
    """Makes a person's link; the token in it."""
    return lambda who, *rest, **asked: token_of(
        make_links(lanes.ws, "lanes", [who], *rest, **asked).links[0].url
    )


@pytest.fixture
def ada(lanes, link_of):
    """Ada by her link, who has agreed to what is kept."""
    visitor = visitor_of(lanes.ws, link_of("p01"))
    consent(lanes.ws, visitor)
    return visitor
