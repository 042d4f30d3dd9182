"""Processes that answer in order. Little is imported here, since each process imports it again."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from moonwalk.services.engines.pool import in_processes


def test_what_an_ended_process_was_at_is_done_again(tmp_path):
    end_once = partial(ends_the_first_time, str(tmp_path / "ended"))

    assert list(in_processes(1, end_once, range(6))) == [0, 1, 4, 9, 16, 25]
    assert (tmp_path / "ended").is_file()


def ends_the_first_time(path, number):
    if number == 2 and not Path(path).exists():
        Path(path).touch()
        os._exit(1)
    return number * number
