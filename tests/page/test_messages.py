"""Leaving all messages by a link of one's own: by a form or a mail program only, and not for good."""

from __future__ import annotations

import random
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from moonwalk.services.checking_in.links import revoke_links
from moonwalk.services.journal import journal
from moonwalk.services.notice_choices import choices_of
from moonwalk.services.roster.people import import_people
from moonwalk.services.roster.privacy import export_person, forget_person
from moonwalk.services.roster.sign_ups import leave

from ..workspaces import day

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def left_all(site, who):
    choices = choices_of(site.lanes.ws, who)
    return len(choices.left_out) == len(choices.notices)


def test_one_click_leaves_all_messages_once_and_a_button_brings_them_back(site):
    token = site.token("p01", "stop")
    answer = site.client.post(f"/u/{token}", data=ONE_CLICK, follow_redirects=False)
    assert (answer.status_code, "You get no more messages" in answer.text) == (200, True)
    assert (left_all(site, "p01"), left_all(site, "p02")) == (True, False)
    before = site.facts()
    # A mail program may ask twice, and in the other way that forms are sent.
    assert site.client.post(f"/u/{token}", files={"List-Unsubscribe": (None, "One-Click")}).status_code == 200
    assert site.facts() == before
    newest = journal(site.lanes.ws)[0]
    assert (newest.by, "Ada Bell" in newest.what) == ("the participant", True)
    assert export_person(site.lanes.ws, "p01")["notices"]
    assert "You get messages" in site.client.post(f"/u/{token}/on").text
    assert not left_all(site, "p01")
    assert all(token not in line for line in site.log)


@pytest.mark.parametrize("language", ["en", "de"])
def test_looking_leaves_nothing_and_shows_a_button_in_the_language_of_the_reader(site, language):
    rows = f"id,name,team,language\np01,Ada Bell,North,{language}\n"
    import_people(site.lanes.ws, site.lanes.file("languages.csv", rows))
    token, said = site.token("p01", "stop"), {"en": "No more messages", "de": "Keine Nachrichten mehr"}
    before = site.facts()
    for method in ("GET", "HEAD"):
        for path in ("", "/on", "?List-Unsubscribe=One-Click"):
            site.client.request(method, f"/u/{token}{path}")
    assert site.facts() == before
    page = site.client.get(f"/u/{token}").text
    assert (said[language] in page, "Ada Bell" in page) == (True, False)


def test_a_link_leads_only_to_what_it_is_for(site):
    stop, log, see = (site.token("p01", purpose) for purpose in ("stop", "log", "see"))
    before = site.facts()
    answers = [site.client.post(f"/u/{token}", data=ONE_CLICK) for token in (log, see)]
    answers += [site.client.get(f"/l/{stop}{path}") for path in ("", "/points", "/about", "/leaving")]
    answers += [site.client.post(f"/l/{stop}/{what}", data={"sure": "yes"}) for what in ("leave", "data")]
    answers.append(site.client.post(f"/in/{stop}", json={}))
    assert {answer.status_code for answer in answers} == {404}
    assert site.client.post(f"/l/{see}/messages", data={"wanted": "no"}).status_code == 400
    assert site.facts() == before


def test_links_that_are_altered_are_refused(site):
    token, dice = site.token("p01", "stop"), random.Random(5)
    said, before = urlsafe_b64decode(token), site.facts()
    for _ in range(40):
        at = dice.randrange(len(said))
        changed = said[:at] + bytes([said[at] ^ 1 << dice.randrange(8)]) + said[at + 1 :]
        hostile = urlsafe_b64encode(changed).decode()
        assert site.client.post(f"/u/{hostile}", data=ONE_CLICK).status_code == 404
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert site.client.post(f"/u/{token}", data=ONE_CLICK, headers=foreign).status_code == 403
    assert site.client.post(f"/u/{token}", content=b"x" * 100_000).status_code == 413
    assert site.facts() == before


def test_the_link_of_somebody_who_left_still_works_and_of_the_forgotten_or_revoked_it_is_dead(site):
    tokens = {who: site.token(who, "stop") for who in ("p01", "p02", "p03")}
    leave(site.lanes.ws, "lanes", "p01", day(2))
    revoke_links(site.lanes.ws, "lanes", ["p02"], "lost a phone")
    forget_person(site.lanes.ws, "p03", "asked for it")
    answers = [site.client.post(f"/u/{token}", data=ONE_CLICK).status_code for token in tokens.values()]
    assert answers == [200, 404, 404]


def test_messages_are_left_and_taken_up_again_on_ones_own_page(site):
    token = site.token("p01")
    assert "No more messages" in site.client.get(f"/l/{token}/leaving").text
    answer = site.client.post(f"/l/{token}/messages", data={"wanted": "no"})
    assert ("You get no messages." in answer.text, left_all(site, "p01")) == (True, True)
    answer = site.client.post(f"/l/{token}/messages", data={"wanted": "yes"})
    assert ("You get messages about" in answer.text, left_all(site, "p01")) == (True, False)


def kinds(form: str) -> dict[str, bool]:
    """The boxes of a page by their labels, and whether each is ticked."""
    boxes = re.findall(r'name="kind [^"]+" value="yes"( checked)?> <bdi>([^<]*)</bdi>', form)
    return {label: bool(ticked) for ticked, label in boxes}


def sent(form: str, *, without: str = "") -> dict[str, str]:
    """What a browser sends of the boxes as they are, but for one that is not ticked any more."""
    (shown,) = re.findall(r'name="shown" value="([^"]*)"', form)
    ticked = re.findall(r'name="(kind [^"]+)" value="yes" checked', form)
    return {"shown": shown} | {name: "yes" for name in ticked if name != without}


@pytest.mark.parametrize(("purpose", "where"), [("log", "/l/{}/leaving"), ("stop", "/u/{}")])
def test_each_kind_of_message_is_left_and_taken_up_by_its_own_box(site, purpose, where):
    rows = "id,name,team,language\np01,Ada Bell,North,de\n"
    import_people(site.lanes.ws, site.lanes.file("languages.csv", rows))
    token = site.token("p01", purpose)
    at = where.format(token)
    page, form = site.client.get(at).text, f"{at.removesuffix('/leaving')}/kinds"
    assert kinds(page) == {
        "Der erste Tag": True,
        "Eine Woche schließt bald": True,
        "Wochenrückblick": True,
        "Neues von der Organisation": True,
        "Die Regeln haben sich geändert": True,
    }
    # A scanner that sends the form as it stands changes nothing, and so does whoever sends it twice.
    before = site.facts()
    assert site.client.post(form, data=sent(page)).status_code == 200
    assert site.facts() == before

    answer = site.client.post(form, data=sent(page, without="kind weekly_recap"))
    assert ("Gespeichert." in answer.text, kinds(answer.text)["Wochenrückblick"]) == (True, False)
    assert choices_of(site.lanes.ws, "p01").left_out == ("weekly_recap",)
    assert export_person(site.lanes.ws, "p01")["notices"][-1]["notice"] == "notices.weekly_recap"
    before = site.facts()
    site.client.post(form, data=sent(answer.text))
    assert site.facts() == before

    site.client.post(form, data=sent(page))
    assert choices_of(site.lanes.ws, "p01").sentence == ""


def test_whoever_left_all_messages_takes_up_a_single_kind(site):
    token = site.token("p01", "stop")
    site.client.post(f"/u/{token}", data=ONE_CLICK)
    page = site.client.get(f"/u/{token}").text
    assert set(kinds(page).values()) == {False}
    answer = site.client.post(f"/u/{token}/kinds", data=sent(page) | {"kind weekly_recap": "yes"})
    assert [label for label, ticked in kinds(answer.text).items() if ticked] == ["Weekly recap"]
    wanted = {row.notice: row.channels for row in choices_of(site.lanes.ws, "p01").notices}
    assert (wanted["weekly_recap"], wanted["nudge"]) == (("file",), ())


def test_kinds_that_nobody_knows_and_links_that_only_show_change_nothing(site):
    see, token = site.token("p01", "see"), site.token("p01", "stop")
    before = site.facts()
    site.client.get(f"/u/{token}/kinds")
    site.client.post(f"/u/{token}/kinds", data={"shown": "acme.gone nonsense *", "kind nonsense": "yes"})
    site.client.post(f"/u/{token}/kinds", data={})
    assert site.client.post(f"/l/{see}/kinds", data={"shown": "nudge"}).status_code == 400
    assert site.facts() == before
