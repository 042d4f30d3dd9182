"""Days from a participant's own file, shown before they are saved, and from their phone."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta

import pytest

from moonwalk.page.rates import Buckets, Limits, Rate
from moonwalk.page.rendering import MOST_BYTES
from moonwalk.services.checking_in.links import make_links
from moonwalk.services.entries import correct_entry
from moonwalk.store.ids import show_id

from ..workspaces import at, day

STEPS = "date,steps\n2027-02-27,4000\n2027-03-01,8000\n2027-03-02,9000\n2027-03-04,1\n2027-04-01,7\n"


def sent(site, token, text, name="days.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return site.client.post(f"/l/{token}/file", files={"file": (name, data)})


def hidden(text):
    return {
        name: html.unescape(it)
        for name, it in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)
    }


def steps(site):
    """Ada's days that hold, and how much."""
    with site.lanes.database() as db:
        return db.rows(
            "SELECT day, amount FROM entry AS this WHERE person = 1 AND void = 0 AND NOT EXISTS "
            "(SELECT 1 FROM entry WHERE supersedes = this.no) ORDER BY day"
        )


@pytest.fixture
def push(site):
    """Sends what Ada's phone says; the status and the answer."""
    site.token("p01")
    address = make_links(site.lanes.ws, "lanes", ["p01"], "push").links[0].url

    def send(content, **more):
        answer = site.client.post(address, json=content, **more)
        return answer.status_code, answer.json()

    return send


def test_a_file_is_shown_first_and_its_open_days_are_saved_by_a_tap(site):
    token, before = site.token("p01"), site.facts()
    shown = sent(site, token, STEPS)
    assert site.facts() == before
    for words in (
        "8000 steps",
        "9000 steps",
        "it was before the first day",
        "the day has not begun",
        "after the last",
    ):
        assert words in shown.text
    assert not list(site.lanes.folder.rglob("days.csv"))
    saved = site.client.post(f"/l/{token}/save", data=hidden(shown.text))
    assert "Saved." in saved.text
    assert steps(site) == [("2027-03-01", 8_000_000), ("2027-03-02", 9_000_000)]
    before = site.facts()
    again = sent(site, token, STEPS)
    assert again.text.count("saved already") == 2
    assert f"/l/{token}/save" not in again.text
    newer = sent(site, token, STEPS.replace("8000", "500"))
    assert "takes the place of what was saved" in newer.text
    assert site.facts() == before
    site.client.post(f"/l/{token}/save", data=hidden(newer.text))
    assert steps(site)[0] == ("2027-03-01", 500_000)


def test_the_preview_says_what_does_not_count_and_why(site):
    header = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time\n"
    )
    walk = '1,"Mar 2, 2027, 10:36:55 AM",Round,Walk,4200,5,x.gpx,4200\n'
    swim = '2,"Mar 2, 2027, 11:36:55 AM",Pool,Swim,4200,5,y.gpx,4200\n'
    shown = sent(site, site.token("p01"), header + walk + swim, "activities.csv")
    assert "Walked: 70 minutes" in shown.text
    assert "a single entry is refused above 60 minutes" in shown.text


def test_a_day_that_was_corrected_by_hand_is_left_alone(site):
    token = site.token("p01")
    site.client.post(f"/l/{token}/save", data=hidden(sent(site, token, STEPS).text))
    with site.lanes.database() as db:
        number = db.value("SELECT id FROM entry WHERE amount = 8000000")
    correct_entry(site.lanes.ws, show_id(number), amount="7000", reason="the watch was wrong")
    shown = sent(site, token, STEPS.replace("8000", "8500"))
    assert "corrected by hand, and that is kept" in shown.text
    assert steps(site)[0][1] == 7_000_000


NO_EXPORTS = (
    ("x.csv", b"", 400, "none of the files"),
    ("x.exe", b"MZ\x00\xff" * 99, 400, "none of the files"),
    ("entries.csv", b"id,day,activity,amount\np01,2027-03-02,walk,20\n", 400, "none of the files"),
    ("export.xml", b'<!DOCTYPE HealthData [<!ENTITY a "b">]><HealthData/>', 400, "Nothing was changed"),
    ("big.csv", b"x" * (17 * 1024 * 1024), 413, "more than this page takes"),
)


def test_what_is_no_export_of_a_tracker_says_so_and_changes_nothing(site):
    token, before = site.token("p01"), site.facts()
    for name, data, status, said in NO_EXPORTS:
        answer = sent(site, token, data, name)
        assert (answer.status_code, said in answer.text) == (status, True), name
    assert site.facts() == before


def test_of_a_file_of_many_only_the_own_rows_are_taken(site):
    header = "Id,ActivityDate,TotalSteps,TotalDistance,TrackerDistance,SedentaryMinutes,Calories\n"
    amounts = {"p01": 5000, "p02": 6000, "p03": 7000}
    rows = "".join(f"{who},3/2/2027,{amount},1,1,9,9\n" for who, amount in amounts.items())
    shown = sent(site, site.token("p01"), header + rows, "dailyActivity_merged.csv")
    assert "5000 steps" in shown.text
    assert "6000" not in shown.text
    assert "2 times: it is about somebody else" in shown.text


def test_what_was_not_shown_cannot_be_saved(site):
    token, other = site.token("p01"), site.token("p02")
    shown = hidden(sent(site, token, STEPS).text)
    before = site.facts()
    for change in ({"said": "x|1|steps=739678=9"}, {"proof": "x"}, {"proof": "\u00e4"}, {"said": ""}):
        assert site.client.post(f"/l/{token}/save", data=shown | change).status_code == 400, change
    # The proof is of one person: another one's is none.
    assert site.client.post(f"/l/{other}/save", data=shown).status_code == 400
    assert site.facts() == before


def test_a_phone_sends_its_days_which_are_set_and_never_added(site, push):
    content = {
        "days": [{"date": str(day(2)), "steps": 4000}, {"date": "2026-01-01", "steps": 5}, {"date": 7}]
    }
    status, answer = push(content)
    assert (status, answer["days"]) == (200, {"new": 1})
    assert answer["left_out"] == {"it was before the first day": 1, "it could not be read": 1}
    assert push(content)[1]["days"] == {"same": 1}
    # Every change stays on record, so a day is changed once an hour as long as there is time.
    assert push({"days": [{"date": str(day(2)), "steps": 6000}]})[1]["days"] == {"later": 1}
    site.lanes.now = at(3, 14)
    assert push({"days": [{"date": str(day(2)), "steps": 6000}]})[1]["days"] == {"changed": 1}
    site.lanes.now = at(9, 10, 30)
    assert push({"days": [{"date": str(day(2)), "steps": 6100}]})[1]["days"] == {"changed": 1}
    assert push({"days": [{"date": str(day(2)), "steps": 6200}]})[1]["days"] == {"changed": 1}
    # A part of the day, as phones send it after a pause, takes nothing away.
    assert push({"days": [{"date": str(day(2)), "steps": 100}]})[1]["days"] == {"less": 1}
    assert steps(site) == [(str(day(2)), 6_200_000)]


def test_samples_of_health_connect_become_days_where_the_person_is_and_are_dropped(site, push):
    def record(count, start, origin="com.watch"):
        return {"count": count, "start_time": start, "end_time": start, "metadata": {"data_origin": origin}}

    records = [record(40, f"2027-03-02T{hour:02}:10:00Z") for hour in range(5, 20)]
    # Berlin is an hour ahead: this one is of the next day. The phone counted the same steps, but fewer.
    records += [record(7, "2027-03-02T23:30:00Z"), record(300, "2027-03-02T08:00:00Z", "com.phone")]
    status, answer = push({"timestamp": "2027-03-03T10:00:00Z", "app_version": "1.9", "steps": records})
    assert (status, answer) == (200, {"days": {"new": 2}, "left_out": {}})
    assert steps(site) == [("2027-03-02", 600_000), ("2027-03-03", 7_000)]


def test_health_auto_export_sends_its_metrics(site, push):
    metric = {
        "name": "step_count",
        "units": "count",
        "data": [{"qty": 8342, "date": "2027-03-02 00:00:00 +0100"}],
    }
    heart = {"name": "heart_rate", "units": "bpm", "data": [{"Avg": 70, "date": "2027-03-02 00:00:00 +0100"}]}
    assert push({"data": {"metrics": [metric, heart], "workouts": []}})[1]["days"] == {"new": 1}
    assert b"heart" not in (site.lanes.folder / "moonwalk.db").read_bytes()
    assert steps(site) == [("2027-03-02", 8_342_000)]


def test_what_a_phone_sends_wrongly_is_refused_in_a_sentence(site, push):
    before = site.facts()
    for content in (
        {},
        [],
        "x",
        {"data": {"metrics": 5}},
        {"days": "x", "date": 1},
        {"days": [[[]]], "date": 1},
    ):
        status, answer = push(content)
        assert status in (200, 422)
        assert answer.get("days", {}) == {}
    assert push({"days": [{"date": str(day(2)), "steps": 10**15}]})[0] in (200, 422)
    assert push("x" * 5_000_000)[0] == 413
    assert site.facts() == before


def test_a_link_for_sending_shows_nothing_and_no_other_link_sends(site):
    log, address = site.token("p01"), make_links(site.lanes.ws, "lanes", ["p01"], "push").links[0].url
    token, client = address.rpartition("/")[2], site.client
    content = json.dumps({"days": [{"date": str(day(2)), "steps": 4000}]})
    assert client.get(f"/l/{token}").status_code == 404
    assert client.get(address).status_code == 405
    for other in (log, site.token("p01", "see"), "x"):
        assert client.post(f"/in/{other}", content=content).status_code == 404
    # Nothing large is read from whoever has no link.
    assert client.post("/in/x", content=b"x" * 5_000_000).status_code == 404
    assert sent(site, "x", b"x" * (17 * 1024 * 1024)).status_code == 404
    ben = make_links(site.lanes.ws, "lanes", ["p02"], "push").links[0].url
    assert client.post(ben, content=content).status_code == 422
    site.lanes.now = at(25)
    assert site.client.post(address, content=content).status_code == 404
    assert "POST /in/… 404" in "\n".join(site.log)
    assert token not in "\n".join(site.log)


def test_a_phone_that_sends_without_end_has_to_wait(site):
    moments = [0.0]
    fast = Buckets(Rate(1e9, 1e9))
    site.limits = Limits(Buckets(Rate(3, 1), lambda: moments[0]), fast, fast)
    site.token("p01")
    address = make_links(site.lanes.ws, "lanes", ["p01"], "push").links[0].url
    content = {"days": [{"date": str(day(2)), "steps": 4000}]}
    assert [site.client.post(address, json=content).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_the_name_of_a_file_is_shown_as_text_and_leads_nowhere(site):
    token, before, client = site.token("p01"), site.facts(), site.client
    names = ("<script>alert(1)</script>.csv", "../../moonwalk.db", "a\r\nSet-Cookie: x=1.csv", "\u202evsc.a")
    for name in (*names, "x" * 5000, "'; --.csv"):
        shown = client.post(f"/l/{token}/file", files={"file": (name, STEPS.encode())})
        assert "<script" not in shown.text
        assert "\u202e" not in shown.text
        assert "set-cookie" not in shown.headers
        assert len(shown.content) <= MOST_BYTES
    assert site.facts() == before


def test_a_long_history_fits_a_page_and_is_saved_whole(site):
    site.lanes.now = at(9)
    token = site.token("p01")
    first = date(2000, 1, 1)
    days = "".join(f"{first + timedelta(number)},{number}\n" for number in range(3000))
    shown = sent(site, token, f"date,steps\n{days}{day(8)},8000\n{day(9)},9000\n")
    assert len(shown.content) <= MOST_BYTES
    site.client.post(f"/l/{token}/save", data=hidden(shown.text))
    assert steps(site)[-2:] == [(str(day(8)), 8_000_000), (str(day(9)), 9_000_000)]
