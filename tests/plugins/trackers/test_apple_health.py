"""Apple Health: days from a stream of records, each source for itself, and hostile XML refused."""

from __future__ import annotations

import tracemalloc
from collections import defaultdict
from fractions import Fraction
from xml.etree.ElementTree import fromstring

import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import Measure, Rejected, Remark, SourceFile
from moonwalk_plugins.trackers.apple_health import AppleHealth, AppleHealthTable

from .samples import APPLE_XML, KM, MINUTES, RIDE, SAMPLES, STEPS, WALK, entries, verdicts


def read(*measures, text=APPLE_XML, **options):
    file = SourceFile(name="export.xml", content=text.encode(), measures=measures or (STEPS,))
    return list(AppleHealth(**({"who": "ann"} | options)).read(file))


def amounts(rows):
    return [(row.day.isoformat(), row.activity, row.amount) for row in entries(rows)]


def independent(kind):
    """The largest source of each day, by way of a whole tree in memory."""
    sums = defaultdict(lambda: defaultdict(Fraction))
    for record in fromstring(APPLE_XML).findall("Record"):
        if record.get("type").endswith(kind):
            sums[record.get("startDate")[:10]][record.get("sourceName")] += Fraction(record.get("value"))
    return {day: max(sources.values()) for day, sources in sums.items()}


@pytest.mark.parametrize(
    ("measure", "kind"),
    [(STEPS, "StepCount"), (KM, "DistanceWalkingRunning"), (MINUTES, "AppleExerciseTime")],
)
def test_phone_and_watch_are_counted_once_a_day(measure, kind):
    assert {day: amount for day, _, amount in amounts(read(measure))} == {
        day: int(1000 * total) for day, total in independent(kind).items()
    }


def test_the_steps_of_the_sample_by_hand():
    assert amounts(read()) == [("2027-01-04", "steps", 1_010_000), ("2027-01-05", "steps", 1_234_000)]
    assert [row.line for row in entries(read())] == [11, 15]


def test_workouts_count_by_their_type():
    run = Measure(activity="run", label="Running", unit="minutes")
    assert amounts(read(WALK, RIDE, run)) == [
        ("2027-01-05", "walk", 30_500),
        ("2027-01-05", "cycling", 10_125),
    ]


def test_a_wrong_record_is_rejected_and_the_rest_is_read():
    rows = read(
        text=APPLE_XML.replace('value="1234"', 'value="lots"', 1).replace('unit="count"', 'unit="cups"', 1)
    )
    assert amounts(rows) == [("2027-01-04", "steps", 1_010_000)]
    assert verdicts(rows)[1] == 2
    assert [row.line for row in rows if isinstance(row, Rejected)] == [10, 15]


def test_a_document_type_that_is_no_sound_xml_does_no_harm():
    broken = APPLE_XML.replace("  locale CDATA #REQUIRED\n>", "  locale CDATA #REQUIRED\n  x\n> CDATA")
    assert amounts(read(text=broken)) == amounts(read())


LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'


@pytest.mark.parametrize(
    "text",
    [
        APPLE_XML.replace("]>", f"{LAUGHS}\n]>").replace('value="900"', 'value="&b;"'),
        APPLE_XML.replace("<!DOCTYPE HealthData [", f"<!DOCTYPE HealthData [ {LAUGHS}"),
        f"<!DOCTYPE x [{LAUGHS}]><HealthData>&b;</HealthData>",
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><HealthData>&f;</HealthData>',
        '<!DOCTYPE HealthData SYSTEM "http://example.org/x.dtd"><HealthData>&f;</HealthData>',
        APPLE_XML.replace("<HealthData ", f"<!DOCTYPE y [{LAUGHS}]><HealthData "),
    ],
)
def test_hostile_xml_is_refused(text):
    with pytest.raises(FieldError):
        read(text=text)


@pytest.mark.parametrize("cut", [600, 1500, len(APPLE_XML) - 5])
def test_a_file_that_is_cut_off_is_refused_as_a_whole(cut):
    rows = []
    with pytest.raises(FieldError, match="damaged or cut off"):
        rows.extend(
            AppleHealth(who="ann").read(
                SourceFile(name="x", content=APPLE_XML[:cut].encode(), measures=(STEPS,))
            )
        )
    assert not entries(rows)


def test_the_other_file_of_the_archive_is_told_apart():
    text = '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"></ClinicalDocument>'
    file = SourceFile(name="export_cda.xml", content=text.encode(), measures=(STEPS,))
    assert AppleHealth().recognises(file)
    with pytest.raises(FieldError, match=r"export_cda\.xml"):
        list(AppleHealth(who="ann").read(file))


def test_other_xml_is_left_alone():
    for text in ('<?xml version="1.0"?><gpx/>', "<html></html>", ""):
        assert not AppleHealth().recognises(SourceFile(name="export.xml", content=text.encode()))


def test_memory_grows_with_days_and_not_with_records(tmp_path):
    record = (
        ' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" '
        'startDate="2027-01-{day:02} 08:00:00 +0100" endDate="2027-01-{day:02} 08:10:00 +0100" value="7">\n'
        '  <MetadataEntry key="x" value="y"/>\n </Record>\n'
    )

    def peak(records):
        path = tmp_path / f"{records}.xml"
        with path.open("w", encoding="utf-8") as file:
            file.write("<HealthData>\n")
            file.writelines(record.format(day=1 + number % 28) for number in range(records))
            file.write("</HealthData>\n")
        source = SourceFile(name=path.name, content=path, measures=(STEPS,))
        tracemalloc.start()
        rows = list(AppleHealth(who="ann").read(source))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert sum(row.amount for row in entries(rows)) == 7000 * records
        return most

    peak(100)
    assert peak(6_000) < 2 * peak(600)


def test_records_converted_to_csv_are_those_of_the_day_s_largest_source():
    rows = list(AppleHealthTable(who="ann").read(SAMPLES["apple_health_csv"].file()))
    assert amounts(rows) == [("2027-01-04", "steps", 150_000), ("2027-01-05", "steps", 70_000)]
    assert verdicts(rows) == (2, 0, 3)
    rows = list(AppleHealthTable(who="ann").read(SAMPLES["apple_health_csv"].file(measures=(KM,))))
    assert amounts(rows) == [("2027-01-05", "way", 1200)]


def test_what_was_read_is_said():
    assert any("6 records and 2 workouts." in row.text for row in read() if isinstance(row, Remark))
