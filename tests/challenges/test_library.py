from __future__ import annotations

import shutil
from importlib import util
from pathlib import Path

from moonwalk_plugins import library

CHECKOUT = Path(__file__).parents[2]


def test_in_a_checkout_the_library_is_the_top_level_folder():
    assert list(library.moonwalk_challenges()) == [CHECKOUT / "challenges"]


def test_in_a_wheel_the_library_is_beside_its_module(tmp_path):
    shutil.copy(library.__file__, tmp_path / "library.py")
    (tmp_path / "challenges").mkdir()
    spec = util.spec_from_file_location("installed_library", tmp_path / "library.py")
    installed = util.module_from_spec(spec)
    spec.loader.exec_module(installed)
    assert list(installed.moonwalk_challenges()) == [tmp_path.resolve() / "challenges"]
