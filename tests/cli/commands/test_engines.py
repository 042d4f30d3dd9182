"""`moonwalk engines`, `--engine`, and the engine of the settings."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from moonwalk.cli.engine_option import Progress
from moonwalk.services import scores
from moonwalk.services.boards.board import show_board
from moonwalk.services.doctor import examine
from moonwalk.services.engines import choice, engine, report
from moonwalk.services.engines.engine import Local
from moonwalk.services.engines.work import packed_task, score_packed
from moonwalk.services.errors import EngineFailed, Refused
from moonwalk.services.score_cache import ScoreCache
from moonwalk.services.workspace import load_settings, open_workspace
from moonwalk.store import score_cache

NOWHERE = "dask://nowhere.example"


class NotThere:
    """An engine that cannot be used."""

    name = NOWHERE

    def score(self, *_):
        raise EngineFailed(f"The engine {NOWHERE} cannot be reached. Start it.")


@pytest.fixture
def nowhere(monkeypatch):
    """Every engine but that of this process is out of reach."""
    real = engine.engine_called
    for module in (engine, report):
        monkeypatch.setattr(
            module, "engine_called", lambda name: NotThere() if name.startswith("dask") else real(name)
        )


def settings(lanes, line):
    path = lanes.folder / "moonwalk.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


def test_the_engines_are_tried_on_made_up_people(shell):
    told = json.loads(shell("engines", "--engine", "local", "--json").stdout)

    (row,) = told["engines"]
    assert (row["name"], row["chosen"], row["ready"], row["says"]) == ("local", True, True, "this process")
    assert row["seconds"] > 0
    assert told["people"] == 1000
    assert "new entries" in told["here"]


def test_an_engine_that_is_not_ready_is_told_with_the_reason(shell, nowhere):
    result = shell("engines", "--engine", NOWHERE, code=1)
    assert result.stdout.splitlines()[1].split()[:3] == [NOWHERE, "not", "ready"]
    assert "cannot be reached. Start it." in result.stdout


def test_an_engine_with_other_scores_is_not_ready(shell, monkeypatch):
    made = iter("ab")
    monkeypatch.setattr(report, "digest_of", lambda scored: next(made))
    result = shell("engines", "--engine", "local", code=1)
    assert "Its scores differ from those of this process. Do not use it." in result.stdout


def test_a_board_is_the_same_by_a_named_engine_and_one_out_of_reach_is_told(shell, nowhere):
    with pytest.raises(AssertionError, match=r"cannot be reached\. Start it"):
        shell("board", "lanes", "--engine", NOWHERE)
    named = shell("board", "lanes", "--engine", "local").stdout
    assert named == shell("board", "lanes").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("board", "lanes", "--engine", "proceses"),
            "'proceses' is not an engine. Write local, ",
        ),
        (
            ("board", "lanes", "--compare", "--engine", "processes"),
            "--compare is worked out in this",
        ),
        (("verify", "backup.zip", "--engine", "processes"), "A backup is recounted in this process."),
    ],
)
def test_what_an_engine_cannot_do_is_said(shell, arguments, says):
    assert says in shell(*arguments, code=2).stderr


def test_the_settings_name_an_engine_or_say_what_there_is(day6):
    settings(day6, "engine: processes")
    engines = open_workspace(day6.folder, day6.now).engines
    assert (engines.name, engines.always) == ("processes", False)
    path = day6.folder / "moonwalk.yaml"
    path.write_text("name: Acme\nengine: dask//ten\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_settings(day6.folder)
    assert str(refused.value.problems[0]).startswith(f"{path}:2:9: ")
    assert "'dask//ten' is not an engine." in refused.value.problems[0].message


@pytest.mark.usefixtures("nowhere")
def test_boards_keep_their_last_good_state_while_the_engine_is_out_of_reach(day6, monkeypatch):
    settings(day6, f"engine: {NOWHERE}")
    good = day6.board()
    day6.log("p01", "31")
    monkeypatch.setattr(choice, "FEWEST_PEOPLE", 1)
    monkeypatch.setattr(scores, "cached", lambda *_: None)

    stale = show_board(open_workspace(day6.folder, day6.now), "lanes")
    assert "cannot be reached. Start it." in stale.stale
    assert [row.score for row in stale.rows] == [row.score for row in good.rows]


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(
    ("line", "states", "begins", "ends"),
    [
        ("", [], "", ""),
        ("engine: local", [], "", ""),
        ("engine: processes", ["well"], "processes scores made-up people as this process does (", ")."),
        (
            f"engine: {NOWHERE}",
            ["wrong"],
            f"The settings name {NOWHERE}, which cannot be used: ",
            "Start it.",
        ),
    ],
)
def test_the_doctor_tries_the_engine_of_the_settings(day6, line, states, begins, ends):
    settings(day6, line)

    findings = examine(open_workspace(day6.folder, day6.now)).findings

    of_engine = [finding for finding in findings if finding.topic == "engine"]
    assert [finding.state for finding in of_engine] == states
    assert all(finding.says.startswith(begins) and finding.says.endswith(ends) for finding in of_engine)


class InShards:
    """Shards of three people, packed and scored in turn."""

    name = "in shards"

    def score(self, task, membership, entries, progress):
        parcels = engine.Parcels(task, membership, entries, progress, 3)
        data = packed_task(task)
        return parcels.scored(score_packed(data, shard) for shard in parcels.sent())


def test_what_an_engine_comes_to_is_kept_as_always_to_the_byte(day6, monkeypatch):
    monkeypatch.setattr(scores, "_ENTRIES_BETWEEN_CACHES", 1)
    kept = []
    for named in ("local", "in shards"):
        monkeypatch.setattr(
            engine, "engine_called", lambda name: InShards() if name == "in shards" else Local()
        )
        ws = replace(day6.ws, live=ScoreCache(), engines=choice.EngineChoice(named, always=True))
        with ws.database() as db:
            with db.write() as tx:
                score_cache.forget(tx, "lanes")
            scores.current(ws, db, "lanes")
            kept.append(
                db.rows("SELECT name, data FROM cached_total WHERE challenge = 'lanes' ORDER BY name")
            )

    assert len(kept[0]) > 5
    assert kept[0] == kept[1]


def test_how_far_it_is_is_drawn_now_and_then(capsys, monkeypatch):
    clock = iter((0.0, 0.1, 2.0, 3.0))
    monkeypatch.setattr("moonwalk.cli.engine_option.monotonic", lambda: next(clock))
    tell = Progress()
    tell(100, 30_000)
    tell(20_000, 30_000)
    tell(30_000, 30_000)

    drawn = capsys.readouterr().err
    assert "20,000 of 30,000 people, 10,000 a second" in drawn
    assert "100 of" not in drawn
