"""The first chapter of the author's guide, followed word by word by somebody who has nothing else."""

from __future__ import annotations

import re
import shlex

import pytest

from ..running import run

CHAPTER = "Ten minutes, from nothing to a running challenge"
CLOCKS = {"1": "2027-04-26T09:00", "4": "2027-04-26T10:00", "5": "2027-05-12T09:00", "7": "2027-06-05T09:00"}
"""From which step on it is when: a week before the first day, in week 2, and when the grace is over."""


@pytest.fixture
def steps(text_of):
    """The steps of the chapter: the text of each, by its number."""
    whole = text_of("docs/author.md").split(f"## {CHAPTER}\n")[1].split("\n## ")[0]
    parts = re.split(r"^### (\d)\. .*$", whole, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks(text: str, language: str) -> list[str]:
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [content for name, content in fences if name == language]


def test_whoever_follows_it_has_a_challenge_that_was_rehearsed_launched_played_and_closed(
    steps, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    header, *rows = blocks(steps["1"], "")[0].splitlines()
    more = [f"e{number:02},Person {number},{('Vienna', 'Graz')[number % 2]}" for number in range(4, 15)]
    now, said = "", {}
    for number, text in steps.items():
        now = CLOCKS.get(number, now)
        if number == "5":
            lines = [
                f"e{who:02},2027-05-{day:02},{who % 7 + 3}" for who in range(1, 15) for day in range(3, 12)
            ]
            (tmp_path / "our-company" / "answers.csv").write_text("\n".join(["id,date,flights", *lines]))
        if number == "6":
            path = tmp_path / "our-company" / "challenges" / "stairs.yaml"
            launched = path.read_text()
            path.write_text(launched.replace("cap_per_day: 10 flights", "cap_per_day: 12 flights"))
            assert path.read_text() != launched
        for block in blocks(text, "console"):
            for line in block.splitlines():
                if line.startswith("cd "):
                    monkeypatch.chdir(line.removeprefix("cd "))
                    (tmp_path / "our-company" / "roster.csv").write_text("\n".join([header, *rows, *more]))
                    continue
                result = run("--now", now, *shlex.split(line)[1:])
                assert result.exit_code == 0, (line, result.stdout, result.stderr)
                said[line] = result.stdout + result.stderr
                if line.startswith("moonwalk new "):
                    (challenge,) = blocks(text, "yaml")
                    (tmp_path / "our-company" / "challenges" / "stairs.yaml").write_text(challenge)
    assert "no errors, no warnings" in said["moonwalk check stairs"]
    assert "Nothing was changed" in said["moonwalk launch stairs --start 2027-05-03 --dry-run"]
    amended = 'moonwalk amend stairs --reason "Ten flights are soon done" --from 2027-05-13 --dry-run'
    assert "12 flights" in said[amended]
    assert "is closed" in said["moonwalk close stairs"]
    assert "is confirmed" in said["moonwalk verify"]
    names = {path.name for path in (tmp_path / "our-company" / "reports" / "stairs").iterdir()}
    pages = {f"{name}.{kind}" for name in ("rules", "results", "certificates") for kind in ("html", "txt")}
    assert names == {*pages, "report.html", "report.xlsx"}
