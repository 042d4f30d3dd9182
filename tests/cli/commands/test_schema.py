from __future__ import annotations

import json

from moonwalk.services.editor_schema import FILE_NAME, FIRST_LINE


def test_the_schema_is_printed_or_written(shell, tmp_path):
    printed = shell("schema").stdout
    shell("schema", "-o", tmp_path / "s.json")

    assert json.loads(printed)["title"] == "A Moonwalk challenge"
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == printed
    assert shell("schema", "-o", tmp_path / "none" / "s.json", code=1).stderr.count("\n") == 1


def test_a_new_challenge_names_the_schema_that_lies_beside_it(shell):
    shell("new", "spring", "--from", "walk-backward")
    shell("new", "summer", "--from", "walk-backward", "--title", "Summer")
    folder = shell.lanes.folder / "challenges"

    assert "streak" in (folder / FILE_NAME).read_text(encoding="utf-8")
    for name in ("spring", "summer"):
        text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
        assert text.startswith(FIRST_LINE)
        assert text.count("yaml-language-server") == 1
    shell("check", "spring")
