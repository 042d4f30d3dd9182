"""Mistakes as people make them: each is answered at its place, and its way out gives a file that loads."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import yaml

from .edited import HERE, errors, sound


@dataclass(frozen=True)
class Slip:
    """Something that was written wrong in the sound challenge, and what is said of it.

    `written` is what the message leads to; it may be another sound challenge than the first.
    """

    name: str
    right: str
    wrong: str
    says: list[str]
    written: str = ""


SLIPS = [Slip(**slip) for slip in yaml.safe_load((HERE / "slips.yaml").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_a_slip_is_answered_with_its_place_and_a_way_out(slip):
    assert errors((slip.right, slip.wrong)) == slip.says


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_the_way_out_gives_a_file_that_loads(slip):
    sound((slip.right, slip.written or slip.right))


def test_there_are_many_more_slips_than_sixty():
    assert len({(slip.right, slip.wrong) for slip in SLIPS}) == len(SLIPS) >= 120
