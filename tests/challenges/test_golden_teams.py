"""The example numbers of every ranking, from a file and a table of entries through the real commands.

Team A walks 120, 90, 60 and 0 minutes, team B 100, 80, 75, 70, 65, 60, 10 and 0, all on one day.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.running import run

MONDAY = date(2027, 1, 4)
MINUTES = {"A": (120, 90, 60, 0), "B": (100, 80, 75, 70, 65, 60, 10, 0)}
SHOWN = {
    "sum": ("", 270, 460),
    "mean": ("", "67.5", "57.5"),
    "mean_active": ("", "90.0", "65.7"),
    "mean_at_time": ("", "67.5", "57.5"),
    "daily_mean_sum": ("", "67.5", "57.5"),
    "top_3": (", best: 3", "90.0", "85.0"),
    "top_5": (", best: 5", "54.0", "78.0"),
    "trimmed": (", drop: 1", "75.0", "60.0"),
    "shrunk": (", weight: 5", "63.8", "58.8"),
    "participation": ("", "75.0", "87.5"),
}
CHALLENGE = f"""\
moonwalk: 1
challenge: Two teams
schedule: {{starts: {MONDAY}, length: 1 day, timezone: Europe/Berlin}}
activities:
  walk: {{label: Walked, unit: minutes}}
rules:
  - {{rule: per_unit, points: 1, per: 1 minute}}
teams: {{formed: from the roster, size: 4 to 8 people}}
boards:
""" + "".join(
    f"  {name}: {{label: {name}, ranks: teams, "
    f"ranking: {'top_k' if name.startswith('top') else name}{keys}}}\n"
    for name, (keys, *_) in SHOWN.items()
)


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    """What `moonwalk board --json` shows of each team on a board."""
    folder = tmp_path_factory.mktemp("golden") / "work"
    assert run("init", folder, "--timezone", "Europe/Berlin").exit_code == 0
    people, rows = ["id,name,team"], ["id,date,activity,minutes"]
    for team, minutes in MINUTES.items():
        for number, walked in enumerate(minutes):
            people.append(f"{team}{number},Person {team}{number},{team}")
            if walked:
                rows.append(f"{team}{number},{MONDAY},walk,{walked}")
    (folder / "people.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (folder / "entries.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "challenges" / "two-teams.yaml").write_text(CHALLENGE, encoding="utf-8")

    def command(day: str, *arguments: object) -> str:
        ran = run("-w", folder, "--now", f"{day}T20:00:00+00:00", *arguments)
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    command("2026-12-01", "people", "import", folder / "people.csv")
    command("2026-12-01", "launch", "two-teams")
    command(MONDAY.isoformat(), "import", folder / "entries.csv")

    def ask(board: str) -> dict[str, object]:
        told = json.loads(command("2027-02-01", "board", "two-teams", board, "--json", "--for", "organisers"))
        return {row["name"]: row["score"] for row in told["rows"]}

    return ask


@pytest.mark.parametrize("board", SHOWN)
def test_a_ranking_shows_what_the_vocabulary_says(board, scores):
    _, a, b = SHOWN[board]
    assert scores(board) == {"A": a, "B": b}
