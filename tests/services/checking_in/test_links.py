from __future__ import annotations

import os
import stat
import zipfile
from base64 import urlsafe_b64decode
from string import ascii_letters, digits

import pytest

from moonwalk.definitions.field_types import PageAddressKind
from moonwalk.services.backups.backup import back_up
from moonwalk.services.checking_in.links import (
    DeadLink,
    describe,
    make_links,
    revoke_links,
    visitor_of,
)
from moonwalk.services.checking_in.tokens import KEY_FILE
from moonwalk.services.doctor import examine
from moonwalk.services.errors import Refused
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.roster.sign_ups import leave

from ...workspaces import at, day, fresh, launched


def is_dead(lanes, token):
    with pytest.raises(DeadLink) as dead:
        visitor_of(lanes.ws, token)
    return "does not work, or not any longer" in str(dead.value)


def test_everyone_gets_a_link_of_their_own_and_the_same_one_when_asked_again(lanes):
    first = make_links(lanes.ws, "lanes")
    assert len({link.url for link in first.links}) == 12
    before = lanes.dump()
    assert make_links(lanes.ws, "lanes") == first
    assert lanes.dump() == before
    assert [visitor_of(lanes.ws, link.url.rpartition("/")[2]).challenge for link in first.links] == [
        "lanes"
    ] * 12


def test_a_link_is_short_and_says_nothing_of_whose_it_is(lanes):
    address = "https://" + "m" * (PageAddressKind.most - 8)
    settings = lanes.folder / "moonwalk.yaml"
    settings.write_text(settings.read_text("utf-8") + f"page: {{url: '{address}'}}\n", "utf-8")
    (link,) = make_links(lanes.ws, "lanes", ["p01"]).links
    assert link.url.startswith(f"{address}/l/")
    assert len(link.url) < 120
    said = urlsafe_b64decode(link.url.rpartition("/")[2])
    assert b"p01" not in said
    assert b"lanes" not in said
    assert len(said) >= 16


@pytest.mark.parametrize(
    "url", ["moves.example.com", "https://Moves.example.com", "https://a/?b", "https://" + "m" * 60]
)
def test_an_address_of_the_page_that_makes_no_good_links_is_a_problem_of_the_settings(lanes, url):
    (lanes.folder / "moonwalk.yaml").write_text(f"page: {{url: '{url}'}}\n", "utf-8")
    with pytest.raises(Refused) as refused:
        _ = lanes.ws
    assert refused.value.problems[0].place.line == 1
    assert url[:20] in refused.value.problems[0].message


def test_a_link_that_is_changed_in_any_letter_is_dead(lanes, link_of):
    token = link_of("p01")
    for place, letter in enumerate(token):
        other = next(each for each in ascii_letters + digits + "-_" if each != letter)
        assert is_dead(lanes, token[:place] + other + token[place + 1 :])
    for odd in ("", "a", token[:-1], f"{token}A", token + "=" * 4, "ä" * 48, "*" * 48, "\x00" * 48):
        assert is_dead(lanes, odd)


def test_a_link_of_another_workspace_is_dead(lanes, tmp_path):
    other = launched(tmp_path / "other")
    other.now = at(3)
    (link,) = make_links(other.ws, "lanes", ["p01"]).links
    make_links(lanes.ws, "lanes", ["p01"])
    assert is_dead(lanes, link.url.rpartition("/")[2])


def test_a_link_works_until_the_last_day_is_closed(lanes, link_of):
    token = link_of("p01")
    lanes.now = at(16, 9)
    assert visitor_of(lanes.ws, token).no
    lanes.now = at(17, 9)
    assert is_dead(lanes, token)
    with pytest.raises(Refused, match="is over"):
        make_links(lanes.ws, "lanes")


def test_new_links_kill_those_of_before_and_revoked_ones_stay_dead(lanes, link_of):
    first, other = link_of("p01"), link_of("p02")
    second = link_of("p01", anew=True)
    assert is_dead(lanes, first)
    assert revoke_links(lanes.ws, "lanes", ["p01"], "the card was lost") == 1
    assert is_dead(lanes, second)
    remaining = make_links(lanes.ws, "lanes")
    assert remaining.revoked == ("p01",)
    assert "--only ID --anew" in " ".join(describe(remaining))
    third = link_of("p01", anew=True)
    assert visitor_of(lanes.ws, third).no == 1
    assert is_dead(lanes, first)
    assert visitor_of(lanes.ws, other).no == 2


@pytest.mark.promise("P11", "personal links of who is forgotten")
def test_the_links_of_who_is_forgotten_or_leaves_are_dead_at_once(lanes, link_of):
    forgotten, leaver = link_of("p01"), link_of("p02")
    forget_person(lanes.ws, "p01", "asked for it")
    assert is_dead(lanes, forgotten)
    with lanes.database() as db:
        assert db.value("SELECT count(*) FROM personal_link") == 1
    leave(lanes.ws, "lanes", "p02", day(1))
    assert is_dead(lanes, leaver)


def test_looking_and_logging_are_different_links(lanes, link_of):
    assert visitor_of(lanes.ws, link_of("p01", "see")).may_log is False
    assert visitor_of(lanes.ws, link_of("p01", "log")).may_log is True


def test_the_key_is_for_its_owner_only_and_in_no_backup(lanes, link_of, tmp_path):
    token = link_of("p01")
    path = lanes.folder / KEY_FILE
    key = path.read_bytes()
    assert key not in (lanes.folder / "moonwalk.db").read_bytes()
    back_up(lanes.ws, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert all(key not in archive.read(name) for name in archive.namelist())
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
        with pytest.raises(Refused, match="chmod 600"):
            visitor_of(lanes.ws, token)
        path.chmod(0o600)
    path.unlink()
    assert is_dead(lanes, token)
    assert not path.exists()


def test_a_key_that_cannot_be_used_is_told_by_the_doctor(lanes, link_of):
    def told() -> list[str]:
        return [finding.says for finding in examine(lanes.ws).findings if finding.topic == "links"]

    assert told() == []
    link_of("p01")
    assert told() == ["The key of people's personal links can be used."]
    (lanes.folder / KEY_FILE).write_bytes(b"short")
    (says,) = told()
    assert "is damaged" in says
    assert "send everyone a new link" in says


def test_nobody_has_a_link_into_a_draft(tmp_path):
    lanes = fresh(tmp_path / "draft")
    with pytest.raises(Refused, match="is not launched"):
        make_links(lanes.ws, "lanes")
