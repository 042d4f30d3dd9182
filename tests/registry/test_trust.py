"""The hash of a plugin's code is of what its files are called and hold, and of nothing else."""

from __future__ import annotations

import os
import sys

import pytest

from moonwalk.registry import FoundPlugin, PluginCode, Trust, code_of_plugin, find_plugins, load, plugin_of

from .installed import distribution


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A stranger's package of two files, whose plugin is one of them; and a module beside it."""
    folder = tmp_path / "hashed_by_somebody"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "rule.py").write_text("POINTS = 5\n", encoding="utf-8")
    (folder / "data.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / "hashed_beside.py").write_text("X = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.startswith("hashed_")]:
        sys.modules.pop(name)


def hashed(package, module="hashed_by_somebody.rule", own=False):
    beside = (
        package.parent / "hashed_beside.py",
        package / "rule.py",
        package.parent / ".." / "elsewhere.py",
    )
    name = "moonwalk" if own else "acme-walks"
    return code_of_plugin(FoundPlugin("acme", module, name, "1", lambda: None, module, lambda: beside)).hash


def test_neither_time_nor_what_python_writes_nor_ends_of_lines_change_it(package):
    before = hashed(package)
    os.utime(package / "rule.py", ns=(1, 1))
    (package / "rule.py").write_bytes(b"POINTS = 5\r\n")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "rule.pyc").write_bytes(b"\0")
    (package / ".rule.py.swp").write_text("x", encoding="utf-8")

    assert hashed(package) == before
    assert len(before) == 64


@pytest.mark.parametrize("file", ["rule.py", "__init__.py", "data.csv", "../hashed_beside.py", "new.py"])
def test_every_file_of_a_strangers_package_and_distribution_counts(package, file):
    before = hashed(package)
    (package / file).write_text("POINTS = 6\n", encoding="utf-8")

    assert hashed(package) != before


def test_a_renamed_file_changes_it(package):
    before = hashed(package)
    (package / "data.csv").rename(package / "other.csv")

    assert hashed(package) != before


def test_a_plugin_of_moonwalks_own_is_its_module(package):
    before = hashed(package, own=True)
    (package / "data.csv").write_text("c,d\n", encoding="utf-8")
    (package.parent / "hashed_beside.py").write_text("X = 2\n", encoding="utf-8")
    assert hashed(package, own=True) == before

    (package / "rule.py").write_text("POINTS = 6\n", encoding="utf-8")
    assert hashed(package, own=True) != before


def test_a_large_package_is_read_once_and_again_when_a_file_is_touched(package, monkeypatch, tmp_path):
    monkeypatch.setenv("MOONWALK_CACHE", str(tmp_path / "cache"))
    (package / "large.csv").write_text("x" * 300_000, encoding="utf-8")
    before = hashed(package)
    assert hashed(package) == before
    assert [len(path.read_text("ascii")) for path in (tmp_path / "cache").rglob("*.hash")] == [64]

    (package / "large.csv").write_text("y" * 300_001, encoding="utf-8")
    assert hashed(package) != before


def test_none_of_it_is_run(package):
    (package / "rule.py").write_text("import sys\nsys.exit(3)\n", encoding="utf-8")
    (package / "__init__.py").write_text("1 / 0\n", encoding="utf-8")

    assert hashed(package)
    assert "hashed_by_somebody" not in sys.modules


def test_what_has_no_files_has_no_hash():
    assert code_of_plugin(plugin_of("acme")) == PluginCode("moonwalk-acme", "0", "")


def test_an_installed_distribution_lists_the_modules_beside_its_plugin(tmp_path, monkeypatch):
    distribution(tmp_path, "zoo-two", "1", {"two": "zoo_two"}, {"zoo_two": "", "zoo_helper": "X = 1\n"})
    info = tmp_path / "zoo_two-1.dist-info"
    (info / "RECORD").write_text("zoo_two.py,,\nzoo_helper.py,,\nzoo_two-1.dist-info/METADATA,,\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    (plugin,) = [plugin for plugin in find_plugins() if plugin.name == "two"]
    before = code_of_plugin(plugin)

    (tmp_path / "zoo_helper.py").write_text("X = 2\n", encoding="utf-8")

    assert code_of_plugin(plugin) != before


STRANGER = plugin_of("acme", package="moonwalk-acme")
APPROVED = PluginCode("moonwalk-acme", "0")


@pytest.mark.parametrize(
    ("policy", "approved", "loaded"),
    [
        ("allow", {}, True),
        ("ask", {}, False),
        ("strict", {}, False),
        ("ask", {"acme": APPROVED}, True),
        ("ask", {"acme": PluginCode("Moonwalk.Acme", "0")}, True),
        ("ask", {"acme": PluginCode("moonwalk-acme", "1")}, False),
        ("ask", {"acme": PluginCode("another", "0")}, False),
        ("ask", {"acme": PluginCode("moonwalk-acme", "0", "f" * 64)}, False),
        # What was approved before there were hashes is not exactly known.
        ("strict", {"acme": APPROVED}, False),
    ],
)
def test_a_policy_decides_who_is_loaded(policy, approved, loaded):
    registry = load(installed=[STRANGER], trust=Trust(policy, lambda: approved))

    assert (registry.reports[0].state == "active") == loaded
    assert bool(registry.reports[0].problems) != loaded


def test_approvals_are_not_asked_for_where_there_is_no_stranger():
    own = plugin_of("ours", package="moonwalk")

    registry = load(installed=[own], trust=Trust("strict", lambda: pytest.fail("nobody needs it")))

    assert registry.reports[0].state == "active"
