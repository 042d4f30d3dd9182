"""The letters for a plugin's code differ whenever its files do."""

import importlib
import os
import sys

import pytest

from moonwalk.registry.discovery import code_of


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "code_of_somebody"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "rule.py").write_text("POINTS = 5\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("code_of_somebody")
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "code_of_somebody"]:
        sys.modules.pop(name)


def test_the_same_files_give_the_same_letters(package):
    assert code_of("code_of_somebody") == code_of("code_of_somebody") != ""


def test_a_changed_file_gives_others_even_at_the_same_size(package):
    before = code_of("code_of_somebody")
    (package / "rule.py").write_text("POINTS = 6\n", encoding="utf-8")
    os.utime(package / "rule.py", ns=(1, 1))

    assert code_of("code_of_somebody") != before


def test_a_module_without_a_file_has_none():
    assert code_of("sys") == ""


def test_a_plugin_that_is_one_module_of_a_package_has_letters_of_its_own_file(package):
    importlib.import_module("code_of_somebody.rule")
    before = code_of("code_of_somebody.rule")
    (package / "other.py").write_text("POINTS = 7\n", encoding="utf-8")
    assert code_of("code_of_somebody.rule") == before

    os.utime(package / "rule.py", ns=(1, 1))
    assert code_of("code_of_somebody.rule") != before
