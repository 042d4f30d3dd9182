"""What participants do about themselves: a copy of everything, leaving, being erased."""

from __future__ import annotations

import pytest

from moonwalk.services.journal import journal

from ..workspaces import day


def test_a_copy_holds_everything_of_its_own_person_and_nothing_of_others(site):
    token = site.token("p01")
    site.client.post(f"/l/{token}/log", data={"day": str(day(3)), "activity": "walk", "amount": "20"})
    before = site.facts()
    answer = site.client.post(f"/l/{token}/data")
    data = answer.json()
    assert "attachment" in answer.headers["content-disposition"]
    assert (data["name"], [entry["amount"] for entry in data["entries"]]) == ("Ada Bell", [20.0])
    assert "Ben Cole" not in answer.text
    assert token not in answer.text
    assert site.facts() == before
    assert site.client.get(f"/l/{token}/data").status_code == 405


def test_leaving_takes_a_tick_in_a_box_and_is_told_apart_from_what_organisers_do(site):
    token, before = site.token("p01"), site.facts()
    refused = site.client.post(f"/l/{token}/leave", data={})
    assert (refused.status_code, "Tick the box" in refused.text) == (400, True)
    assert site.facts() == before
    assert "You have left" in site.client.post(f"/l/{token}/leave", data={"sure": "yes"}).text
    assert site.client.get(f"/l/{token}").status_code == 404
    newest = journal(site.lanes.ws)[0]
    assert (newest.by, "Ada Bell" in newest.what) == ("the participant", True)


@pytest.mark.promise("P11", "erased by themselves on their page")
def test_erasing_takes_the_name_and_leaves_nothing(site):
    token = site.token("p01")
    site.client.post(f"/l/{token}/log", data={"day": str(day(3)), "activity": "walk", "amount": "20"})
    before = site.facts()
    for name in ("", "yes", "Ben Cole"):
        refused = site.client.post(f"/l/{token}/erase", data={"name": name})
        assert (refused.status_code, "Nothing was erased" in refused.text) == (400, True)
    assert site.facts() == before
    assert (
        "Everything about you is erased"
        in site.client.post(f"/l/{token}/erase", data={"name": "ada bell "}).text
    )
    assert site.client.get(f"/l/{token}").status_code == 404
    kept = b"".join(path.read_bytes() for path in site.lanes.folder.rglob("*") if path.is_file())
    assert b"Ada Bell" not in kept.replace(b"p01,Ada Bell", b"")
    assert token not in "\n".join(site.log)


def test_a_link_for_looking_neither_leaves_nor_erases(site):
    token, before = site.token("p01", "see"), site.facts()
    assert site.client.post(f"/l/{token}/leave", data={"sure": "yes"}).status_code == 400
    assert site.client.post(f"/l/{token}/erase", data={"name": "Ada Bell"}).status_code == 400
    assert site.facts() == before
    assert "<form" in site.client.get(f"/l/{token}/leaving").text
    assert "/erase" not in site.client.get(f"/l/{token}/leaving").text
