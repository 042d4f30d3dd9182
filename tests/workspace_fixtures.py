"""Fixtures: workspaces that are made once and copied for each test."""

from __future__ import annotations

from functools import cache

import pytest

from moonwalk.services.backups import backup, encryption

from .running import Shell
from .workspaces import copied, fresh, launched, played, sample


@pytest.fixture
def empty(tmp_path):
    """A workspace without people; the lanes are a draft."""
    return fresh(tmp_path / "work")


@pytest.fixture(scope="session")
def launched_once(tmp_path_factory):
    return launched(tmp_path_factory.mktemp("launched") / "work")


@pytest.fixture(scope="session")
def played_once(tmp_path_factory):
    return played(tmp_path_factory.mktemp("played") / "work")


@pytest.fixture(scope="session")
def sample_once(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("sample") / "work")


@pytest.fixture
def lanes(launched_once, tmp_path):
    """The lanes launched, a week before day 1, nothing logged."""
    return copied(launched_once, tmp_path / "work")


@pytest.fixture
def day6(played_once, tmp_path):
    """The lanes at noon of day 6, most people active."""
    return copied(played_once, tmp_path / "work")


@pytest.fixture
def demo(sample_once, tmp_path):
    """The sample company."""
    return copied(sample_once, tmp_path / "work")


@pytest.fixture
def shell(day6):
    """Commands on the lanes of day 6."""
    return Shell(day6)


@pytest.fixture
def cheap_keys(monkeypatch):
    """Keys of encrypted backups are made quickly, and once of one passphrase for one file."""
    encrypt = encryption.encrypt
    monkeypatch.setattr(backup, "encrypt", lambda *args: encrypt(*args, cost=14))
    monkeypatch.setattr(encryption, "_cipher", cache(encryption._cipher))
