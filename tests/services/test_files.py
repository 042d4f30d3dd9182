"""Files that are not what they should be are answered in a sentence."""

import os

import pytest

from moonwalk.api.files import Measure
from moonwalk.services.errors import Refused
from moonwalk.services.files import FileContext, read_source_file, source_for
from moonwalk.services.imports import import_entries


def test_a_workbook_is_told_apart_from_a_format_nobody_knows(lanes):
    with pytest.raises(Refused, match=r"damaged or not complete.*Nothing was imported"):
        import_entries(lanes.ws, lanes.file("answers.xlsx", b"PK\x03\x04" + bytes(100)))
    with pytest.raises(Refused, match=r"old kind \(\.xls\).*save it as \.xlsx"):
        import_entries(lanes.ws, lanes.file("answers.xls", b"\xd0\xcf\x11\xe0" + bytes(600)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
def test_what_never_ends_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Refused, match="not a regular file"):
        read_source_file(tmp_path / "pipe", FileContext())


@pytest.mark.parametrize("who", ["Gul", "gül haas", "GUL HAAS"])
def test_a_name_is_found_without_its_accents(lanes, who):
    assert lanes.log(who, "5").person == "p07"


POLAR = (
    "Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm)\n"
    "Ada,WALKING,2027-02-20,10:00:00,00:30:00,2.5,101\n"
)


def test_a_source_for_tables_of_any_format_gives_way_to_one_that_knows_the_format(lanes):
    context = FileContext(measures=(Measure(activity="walk", label="Walk", unit="minutes"),))
    file = read_source_file(lanes.file("session.csv", POLAR), context)
    sources = lanes.ws.plugins.sources()

    assert sources["entries"].recognises(file)
    assert source_for(lanes.ws, file, None, "entries").name == "polar"
    assert source_for(lanes.ws, file, "entries", "entries").name == "entries"
