from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from moonwalk.store.locations import warning, warning_for


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (PureWindowsPath(r"C:\Users\ann\OneDrive - Acme\moonwalk.db"), "OneDrive"),
        (PurePosixPath("/home/ann/Dropbox/moonwalk.db"), "Dropbox"),
        (PurePosixPath("/Users/ann/Library/Mobile Documents/moonwalk.db"), "iCloud"),
        (PureWindowsPath(r"\\server\share\moonwalk.db"), "network drive"),
    ],
)
def test_a_bad_place_is_named(path, word):
    assert word in warning_for(path)


def test_an_ordinary_folder_is_fine(tmp_path):
    assert warning(tmp_path / "moonwalk.db") is None
    assert warning(Path("moonwalk.db")) == warning_for(Path("moonwalk.db").absolute())
