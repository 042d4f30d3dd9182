"""Limits of several processes on one workspace: counted together, and nobody's link or address is kept."""

from __future__ import annotations

import os
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from moonwalk.page.rates import Buckets, Rate, SharedBuckets, SharedFile

OTHER_PROCESS = """
import sys
from pathlib import Path
from moonwalk.page.rates import Rate, SharedBuckets, SharedFile
buckets = SharedBuckets(Rate(5, 0), SharedFile(Path(sys.argv[1])), 1)
print([buckets.take("link") for _ in range(3)])
"""


def test_what_one_process_counts_the_others_count_too(tmp_path):
    buckets = SharedBuckets(Rate(5, 0), SharedFile(tmp_path / "rates"), 1)
    assert [buckets.take("link") for _ in range(3)] == [True] * 3
    command = [sys.executable, "-c", OTHER_PROCESS, str(tmp_path / "rates")]
    other = subprocess.run(command, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == "[True, True, False]"
    assert buckets.is_spent("link")
    assert not buckets.is_spent("another")
    assert SharedBuckets(Rate(5, 0), buckets.file, 2).take("link")


def test_what_is_kept_says_nothing_and_its_key_is_overwritten(tmp_path):
    moments = [1000.0]
    file = SharedFile(tmp_path / "rates", lambda: moments[0])
    buckets, key = SharedBuckets(Rate(1, 0.001), file, 0), file.key()
    assert buckets.take("192.0.2.7")
    assert not buckets.take("192.0.2.7")
    file.data.flush()
    kept = (tmp_path / "rates").read_bytes()
    assert b"192.0.2.7" not in kept
    assert key in kept
    moments[0] += 601
    assert buckets.take("192.0.2.7")
    file.data.flush()
    assert key not in (tmp_path / "rates").read_bytes()
    # After a restart of the computer its clock begins anew.
    moments[0] = 5.0
    assert [buckets.take("192.0.2.7") for _ in range(2)] == [True, False]


def test_a_file_that_holds_anything_else_is_taken_over_and_only_its_owner_reads_a_new_one(tmp_path):
    (tmp_path / "odd").write_bytes(b"\xff" * 2_000_000)
    buckets = SharedBuckets(Rate(2, 0), SharedFile(tmp_path / "odd"), 3)
    assert [buckets.take("link") for _ in range(3)] == [True, True, False]
    SharedFile(tmp_path / "new").close()
    assert os.name != "posix" or (tmp_path / "new").stat().st_mode & 0o077 == 0


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0, 1, 40])), max_size=30))
def test_they_count_as_one_process_does(tmp_path_factory, asked):
    moments = [7.0]
    file = SharedFile(tmp_path_factory.mktemp("rates") / "rates", lambda: moments[0])
    shared, alone = SharedBuckets(Rate(3, 0.05), file, 0), Buckets(Rate(3, 0.05), lambda: moments[0])
    for name, seconds in asked:
        moments[0] += seconds
        # Beyond ten minutes the hashes have another key, and everybody begins anew.
        if moments[0] < 600:
            assert shared.take(name) == alone.take(name)
            assert shared.is_spent(name) == alone.is_spent(name)
    file.close()
