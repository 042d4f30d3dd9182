"""The same facts give the same answers: whatever came first, on whatever machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from tests.plugins.every_rule import COMPANY, PERSON, STARTS, TEAM, text_of

from moonwalk.services.creation import create_workspace
from moonwalk.services.launch import launch

from ...running import Shell
from ...workspaces import PEOPLE, Lanes

pytestmark = pytest.mark.promise("P9", "other orders, hash seeds, time zones")

HEADER = "id,date,activity,amount,timestamp\n"
MACHINES = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
    {"PYTHONHASHSEED": "3", "TZ": "Etc/GMT+12", "LC_ALL": "de_DE.UTF-8", "PYTHONUTF8": "1"},
)


def rows() -> list[str]:
    """What twelve people did on and around the seventeen days, no two rows alike."""
    chance = Random(11)
    found = []
    for number, (who, *_) in enumerate(PEOPLE):
        for each in range(-14, 17):
            if (number * 5 + each * 3) % 4:
                day, activity = STARTS + timedelta(days=each), ("walk", "own", "steps")[(number + each) % 3]
                amount = chance.randint(1, 40) * (100 if activity == "steps" else 1)
                stamp = f"{day}T{chance.randrange(6, 22):02}:{number:02}:00+00:00"
                found.append(f"{who},{day},{activity},{amount},{stamp}\n")
    return found


def workspace(folder, files: list[list[str]], people=PEOPLE) -> Shell:
    """A company in the middle of the challenge that has every rule, from files in this order."""
    create_workspace(folder, "Test", "Europe/Berlin")
    lanes = Lanes(folder, datetime(2027, 3, 15, 12, tzinfo=UTC))
    lanes.challenge(text_of([*PERSON, *TEAM, *COMPANY]), "everything")
    lanes.people("id,name,team\n" + "".join(",".join(one) + "\n" for one in people))
    launch(lanes.ws, "everything", STARTS, seed=7)
    lanes.now = datetime(2027, 4, 7, 9, tzinfo=UTC)
    for number, lines in enumerate(files):
        assert not lanes.entries(HEADER + "".join(lines), f"{number}.csv").rejected
    return Shell(lanes)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    return workspace(tmp_path_factory.mktemp("everything") / "work", [rows()])


def answers(shell: Shell) -> dict[str, object]:
    """Every board and everyone's reasons, as programs read them."""
    boards = [line.split(":")[0].strip() for line in text_of([]).partition("boards:\n")[2].splitlines()]
    found = {name: json.loads(shell("board", "everything", name, "--json").stdout) for name in boards if name}
    return found | {who: json.loads(shell("why", "everything", who, "--json").stdout) for who, *_ in PEOPLE}


def test_a_why_says_of_every_rule_what_the_board_says(company):
    """A why goes by what each rule means, the board by its vectorised form: it answers only if they agree."""
    people = {row["id"]: row["score"] for row in answers(company)["people"]["rows"]}
    for who, score in people.items():
        told = json.loads(company("why", "everything", who, "--json").stdout)
        assert (told["total"], sum(award["points"] for award in told["awards"])) == (score, score)


def test_the_order_of_rows_and_of_files_changes_nothing(company, tmp_path):
    shuffled = Random(5).sample(rows(), len(rows()))
    half = len(shuffled) // 2
    other = workspace(tmp_path / "work", [shuffled[half:], shuffled[:half]], PEOPLE[::-1])

    assert answers(other) == answers(company)


@pytest.mark.parametrize("command", [("board", "everything"), ("why", "everything", "p07")])
def test_hash_seed_time_zone_and_language_of_the_machine_change_no_byte(company, command):
    first, *others = (company.program(*command, "--json", **machine).out for machine in MACHINES)

    assert len(first) > 300
    assert others == [first] * len(others)
