from __future__ import annotations

import sys

from moonwalk.registry import find_plugins

from .installed import distribution


def test_moonwalks_own_plugins_are_found_without_importing_any():
    before = set(sys.modules)
    found = {one.name: one for one in find_plugins() if one.first_party}
    assert {"streaks", "goals", "library"} <= set(found)
    assert found["streaks"].module == "moonwalk_plugins.streaks"
    assert found["streaks"].package == "moonwalk"
    assert not {name for name in set(sys.modules) - before if name.startswith("moonwalk_")}


def test_a_strangers_plugin_is_found_with_its_version(tmp_path, monkeypatch):
    distribution(tmp_path, "Moonwalk_Acme", "2.1", {"acme": "acme_rules:plugin"}, {})
    monkeypatch.syspath_prepend(str(tmp_path))
    one = next(one for one in find_plugins() if one.name == "acme")
    assert (one.module, one.label, one.first_party) == ("acme_rules", "Moonwalk_Acme 2.1", False)


def test_a_distribution_that_is_there_twice_counts_once(tmp_path, monkeypatch):
    for folder, version in (("old", "1"), ("new", "2")):
        distribution(tmp_path / folder, "moonwalk-acme", version, {"acme": "acme_rules"}, {})
        monkeypatch.syspath_prepend(str(tmp_path / folder))
    assert [one.version for one in find_plugins() if one.name == "acme"] == ["2"]


def test_unreadable_metadata_of_others_does_no_harm(tmp_path, monkeypatch):
    distribution(tmp_path, "moonwalk-acme", "1", {"acme": "acme_rules"}, {})
    nameless = tmp_path / "odd-1.dist-info"
    nameless.mkdir()
    (nameless / "entry_points.txt").write_text("[moonwalk]\nno equals sign\n", encoding="utf-8")
    headless = tmp_path / "none-1.dist-info"
    headless.mkdir()
    (headless / "entry_points.txt").write_text("[moonwalk]\nghost = ghost\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = {one.name: one for one in find_plugins()}
    assert "acme" in found
    assert found["ghost"].package == "a package without a name"
