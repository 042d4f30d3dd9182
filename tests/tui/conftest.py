from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moonwalk.services.creation import create_workspace
from moonwalk.services.simulation import rehearsal

from ..workspace_fixtures import day6, empty, played_once
from ..workspaces import Lanes, copied
from .samples import NOW, ROSTER_BOARDS, company, hostile_company
from .services import Services
from .stylesheets import parsed_once

__all__ = ["day6", "empty", "played_once"]


@pytest.fixture(scope="session", autouse=True)
def stylesheets() -> Iterator[None]:
    """Style sheets, parsed once."""
    with parsed_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def few_seasons() -> Iterator[None]:
    """What a rehearsal says is tried elsewhere; on the screen a few seasons will do."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rehearsal, "_MOST_SEASONS", 20)
        yield


@pytest.fixture(scope="session")
def acme_once(tmp_path_factory: pytest.TempPathFactory) -> Lanes:
    return company(tmp_path_factory.mktemp("acme") / "work")


@pytest.fixture(scope="session")
def departments_once(tmp_path_factory: pytest.TempPathFactory) -> Lanes:
    return company(tmp_path_factory.mktemp("departments") / "work", ROSTER_BOARDS)


@pytest.fixture(scope="session")
def hostile_once(tmp_path_factory: pytest.TempPathFactory) -> Lanes:
    return hostile_company(tmp_path_factory.mktemp("hostile") / "work")


@pytest.fixture
def acme(acme_once: Lanes, tmp_path: Path) -> Lanes:
    """The company on the challenge's twelfth day."""
    return copied(acme_once, tmp_path / "work")


@pytest.fixture
def departments(departments_once: Lanes, tmp_path: Path) -> Lanes:
    """The company, with boards of cost centres and of the people of each site."""
    return copied(departments_once, tmp_path / "work")


@pytest.fixture
def hostile(hostile_once: Lanes, tmp_path: Path) -> Lanes:
    """A company whose names are attacks."""
    return copied(hostile_once, tmp_path / "work")


@pytest.fixture(scope="session")
def bare_once(tmp_path_factory: pytest.TempPathFactory) -> Lanes:
    folder = create_workspace(tmp_path_factory.mktemp("bare") / "work", "Acme", "Europe/Berlin")
    (folder / "challenges" / "walk-backward.yaml").unlink()
    return Lanes(folder, NOW)


@pytest.fixture
def bare(bare_once: Lanes, tmp_path: Path) -> Lanes:
    """A workspace with neither people nor a challenge."""
    return copied(bare_once, tmp_path / "work")


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    """The use cases as the screens call them."""
    return Services(monkeypatch)
