from __future__ import annotations

import csv
import io
import re

from moonwalk.services.checking_in.links import visitor_of

from ...workspaces import at


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_links_are_printed_for_a_mail_merge(shell):
    shell.lanes.now = at(3)
    links = rows(shell("links", "lanes"))
    assert list(links[0]) == ["id", "name", "email", "link"]
    assert [link["id"] for link in links] == [f"p{number:02}" for number in range(1, 13)]
    (row,) = rows(shell("links", "lanes", "--only", "p02"))
    assert row == links[1]
    token = row["link"].rpartition("/")[2]
    assert visitor_of(shell.lanes.ws, token).no == 2
    assert "page: {url:" in shell("links", "lanes").stderr


def test_links_are_revoked_for_a_reason_and_made_anew(shell):
    shell.lanes.now = at(3)
    (first,) = rows(shell("links", "lanes", "--only", "p02"))
    assert "why" in shell("links", "lanes", "--only", "p02", "--revoke", code=1).stderr
    shell("links", "lanes", "--only", "p02", "--revoke", "--reason", "lost")
    assert len(rows(shell("links", "lanes"))) == 11
    (second,) = rows(shell("links", "lanes", "--only", "p02", "--anew"))
    assert second["link"] != first["link"]
    said = shell("journal").stdout
    assert "Made links into 'lanes' for Ben Cole." in said
    assert "Revoked the links of Ben Cole into 'lanes'." in said


def test_cards_have_a_name_a_code_and_the_link(shell, tmp_path):
    shell.lanes.now = at(3)
    file = tmp_path / "cards.html"
    shell("links", "lanes", "--cards", file)
    text = file.read_text("utf-8")
    (ada, *_) = rows(shell("links", "lanes"))
    assert text.count("<article") == text.count("<svg") == 12
    assert ada["link"] in text
    assert "<bdi>Gül Haas</bdi>" in text
    assert not re.search("<script|https?://(?!127)", text.replace("http://www.w3.org/2000/svg", ""))


def test_codes_for_a_kiosk_are_printed_and_written_on_cards_without_a_link(shell, tmp_path):
    shell.lanes.now = at(3)
    codes = rows(shell("links", "lanes", "--kiosk"))
    assert len({row["code"] for row in codes}) == 12
    file = tmp_path / "codes.html"
    shell("links", "lanes", "--kiosk", "--cards", file)
    text = file.read_text("utf-8")
    assert all(row["code"] in text for row in codes)
    assert ("/kiosk/lanes" in text, "<svg" in text, "/l/" in text) == (True, False, False)


def test_captains_have_links_only_where_the_challenge_has_captains_and_one_kind_is_made_at_a_time(shell):
    shell.lanes.now = at(3)
    assert "'captains' under 'teams'" in shell("links", "lanes", "--captains", code=1).stderr
    assert "Make one of them" in shell("links", "lanes", "--captains", "--kiosk", code=1).stderr
