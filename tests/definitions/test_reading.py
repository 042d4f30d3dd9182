from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from moonwalk.definitions import read_challenge, read_file, read_settings

from .edited import HERE, SOUND
from .installed import THIS_VERSION


def test_a_challenge_is_called_by_its_files_name():
    challenge = read_file(HERE / "good" / "backward_lanes.yaml", THIS_VERSION).challenge
    assert challenge.name == "backward_lanes"
    assert challenge.title == "Backward Lanes"
    assert challenge.text == SOUND


def test_a_name_is_found_behind_either_kind_of_slash():
    assert read_challenge(SOUND.encode(), "C:\\moon\\lanes.yaml", THIS_VERSION).challenge.name == "lanes"


def test_the_first_day_given_at_launch_replaces_that_of_the_file():
    text = SOUND.replace("everyone: [2027-02-10]", "everyone: [week 2 Wednesday]").encode()
    challenge = read_challenge(text, "x.yaml", THIS_VERSION, date(2028, 3, 6)).challenge
    assert challenge.schedule.starts == date(2028, 3, 6)
    assert challenge.schedule.ends == date(2028, 4, 2)


def test_a_template_has_no_first_day():
    text = SOUND.replace("  starts: 2027-02-01", "  #").encode()
    schedule = read_challenge(text, "x.yaml", THIS_VERSION).challenge.schedule
    assert (schedule.starts, schedule.ends, schedule.weeks) == (None, None, 4)


def test_a_missing_file_says_how_to_start_one(tmp_path):
    (problem,) = read_file(tmp_path / "none.yaml", THIS_VERSION).problems
    assert problem.message.startswith("there is no such file.")
    assert (problem.place.line, problem.place.column) == (1, 1)


def test_a_folder_is_no_file(tmp_path):
    (problem,) = read_file(tmp_path, THIS_VERSION).problems
    assert problem.message == "this is a folder. Name a file in it."


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="modes of POSIX")
def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path):
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    (problem,) = read_file(loop, THIS_VERSION).problems
    assert problem.message.startswith("the file cannot be read:")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in folders are of POSIX")
def test_a_pipe_or_device_is_refused_without_waiting_for_it(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        (problem,) = read_file(path, THIS_VERSION).problems
        assert "a pipe or a device, not a file" in problem.message
        settings, (problem,) = read_settings(path)
        assert settings is None
        assert "a pipe or a device, not a file" in problem.message


def test_a_huge_file_is_not_read_to_its_end(tmp_path):
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(10_000_000_000)
    (problem,) = read_file(huge, THIS_VERSION).problems
    assert "larger than 256 KB" in problem.message


def test_a_challenge_cannot_be_changed():
    challenge = read_challenge(SOUND.encode(), "x.yaml", THIS_VERSION).challenge
    with pytest.raises(AttributeError):
        challenge.title = "Other"
    with pytest.raises(TypeError):
        challenge.goals["other"] = challenge.goals["good_day"]


def test_two_files_that_mean_the_same_are_equal():
    other = SOUND.replace("# a Monday", "# the first").replace(
        "[participation, met", "\n      [participation, met"
    )
    one = read_challenge(SOUND.encode(), "x.yaml", THIS_VERSION).challenge
    assert one == read_challenge(other.encode(), "elsewhere/y.yaml", THIS_VERSION).challenge
    assert (
        one
        != read_challenge(
            SOUND.replace("points: 20", "points: 21").encode(), "x.yaml", THIS_VERSION
        ).challenge
    )
