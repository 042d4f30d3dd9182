"""What is known of plugins without importing them: kept for the code that it is of, and never relied upon."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

from moonwalk.registry import load
from moonwalk.registry.descriptions import Cache, DeclaredName, Description, cache_folder

from .made import plugin

ACME = plugin({})
SEEN = Description(
    declared=(DeclaredName("PersonRule", "rain", {"advises": ("no_cap",)}),),
    folders=("somewhere",),
    problems=("It is odd.",),
    milliseconds=1.5,
)


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def test_what_was_kept_is_read_again(cache):
    cache.write(ACME, "key", SEEN)

    assert cache.read(ACME, "key") == SEEN


def test_nothing_is_known_of_other_code(cache):
    cache.write(ACME, "key", SEEN)

    assert cache.read(ACME, "other key") is None
    assert cache.read(replace(ACME, package="somebody-else"), "key") is None


@pytest.mark.parametrize("change", [{"version": "2.0"}, {"name": "other"}, {"module": "other"}])
def test_another_version_has_another_key(cache, change):
    assert cache.key(replace(ACME, **change), "code") != cache.key(ACME, "code") != cache.key(ACME, "more")


def test_reserved_keys_are_part_of_the_key(tmp_path):
    assert Cache(tmp_path, "one").key(ACME, "") != Cache(tmp_path, "another").key(ACME, "")


DAMAGED = [
    "",
    "{",
    "[]",
    "null",
    '{"key": "key"}',
    '{"key": "key", "declared": 5, "folders": [], "problems": [], "broken": false, "milliseconds": 0}',
    '{"key": "key", "declared": [[1]], "folders": [], "problems": [], "broken": false, "milliseconds": 0}',
    "[" * 100_000,
    "\x00",
]


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_counts_as_none(cache, text):
    cache.write(ACME, "key", SEEN)
    (file,) = cache.folder.iterdir()
    file.write_text(text, encoding="utf-8")

    assert cache.read(ACME, "key") is None
    cache.write(ACME, "key", SEEN)
    assert cache.read(ACME, "key") == SEEN


def test_a_folder_that_cannot_be_made_keeps_nothing_and_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = Cache(tmp_path / "file" / "cache")

    cache.write(ACME, "key", SEEN)
    cache.forget(ACME)

    assert not cache.writable()
    assert cache.read(ACME, "key") is None


def test_without_a_home_nothing_is_kept():
    cache = Cache(None)
    cache.write(ACME, "key", SEEN)

    assert (cache.writable(), cache.read(ACME, "key"), cache.begun(ACME, "key")) == (False, None, None)


def test_a_broken_one_is_looked_at_again_when_something_is_installed_beside_it(cache, tmp_path, monkeypatch):
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(str(packages))
    cache.write(ACME, "key", replace(SEEN, broken=True))
    assert cache.read(ACME, "key").broken

    os.utime(packages, ns=(1, 1))

    assert cache.read(ACME, "key") is None


def test_a_look_that_has_begun_is_known_until_it_ends(cache):
    cache.begin(ACME, "key")
    assert cache.begun(ACME, "key") >= 0
    assert (cache.begun(ACME, "other"), cache.read(ACME, "key")) == (None, None)

    cache.write(ACME, "key", SEEN)

    assert cache.begun(ACME, "key") is None


def test_what_is_forgotten_is_not_known(cache):
    cache.write(ACME, "key", SEEN)
    cache.forget(ACME)

    assert cache.read(ACME, "key") is None


def test_the_environment_may_name_another_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("MOONWALK_CACHE", str(tmp_path))

    assert tmp_path in cache_folder().parents


def test_a_registry_from_what_is_known_is_that_of_a_first_look(monkeypatch, tmp_path):
    monkeypatch.setenv("MOONWALK_CACHE", str(tmp_path))
    first = load()
    kept = [json.loads(file.read_text("utf-8")) for file in cache_folder().iterdir()]
    again = load()

    assert kept
    assert [replace(report, milliseconds=0) for report in first.reports] == [
        replace(report, milliseconds=0) for report in again.reports
    ]
    assert list(first.adapters) == list(again.adapters)
    assert first.advises() == again.advises()
    for key, adapter in first.adapters.items():
        assert type(adapter) is type(again.adapters[key])
        assert adapter.declared.made is again.adapters[key].declared.made
