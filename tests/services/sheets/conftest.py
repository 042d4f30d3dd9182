from __future__ import annotations

import pytest

from moonwalk.services.closing import close

from ...workspaces import copied
from .companies import hostile, plain


@pytest.fixture(scope="session")
def over_once(tmp_path_factory):
    """The lanes of twelve people, final and not closed; everyone may see everyone."""
    return plain(tmp_path_factory.mktemp("over") / "work")


@pytest.fixture(scope="session")
def closed_once(over_once, tmp_path_factory):
    lanes = copied(over_once, tmp_path_factory.mktemp("closed") / "work")
    close(lanes.ws, "lanes")
    return lanes


@pytest.fixture
def over(over_once, tmp_path):
    return copied(over_once, tmp_path / "work")


@pytest.fixture
def closed(closed_once, tmp_path):
    return copied(closed_once, tmp_path / "work")


@pytest.fixture(scope="session")
def hostile_once(tmp_path_factory):
    return hostile(tmp_path_factory.mktemp("hostile") / "work")
