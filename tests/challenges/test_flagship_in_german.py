"""Who reads German reads the flagship in German: messages, their page, reasons of points, sheets."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from moonwalk.page.app import make_app
from moonwalk.services.announcing import Announcement, announce
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.checking_in.days import consent
from moonwalk.services.checking_in.links import make_links, visitor_of
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.privacy.audience import Audience
from moonwalk.services.roster.teams import draw_teams
from moonwalk.services.sheets.certificates import write_certificates
from moonwalk.services.sheets.results import write_results
from moonwalk.services.sheets.rules_sheet import printed_rules
from moonwalk.services.why.person import explain

from ..workspaces import MONDAY, PEOPLE, Lanes, at, copied, day, fresh

FLAGSHIP = Path(__file__).parents[2] / "challenges" / "walk-backward.yaml"
NAME = "walk-backward"
ENGLISH = re.compile(
    r"\b(?:the|and|of|is|are|with|for|you|your|points?|days?|weeks?|each|every|when|who|which|no|not|only)\b"
)


def texts_in(value: object) -> Iterator[str]:
    """Every text below a node of a file."""
    match value:
        case dict():
            for inner in value.values():
                yield from texts_in(inner)
        case list():
            for inner in value:
                yield from texts_in(inner)
        case str():
            yield " ".join(value.split())


def pairs(english: object, german: object) -> Iterator[tuple[str, str]]:
    """Each German text of the flagship, with the English one that it stands for."""
    match german:
        case dict():
            for key, inner in german.items():
                yield from pairs(english[key], inner)
        case list():
            for before, after in zip(english, german, strict=True):
                yield from pairs(before, after)
        case str():
            yield " ".join(english.split()), " ".join(german.split())


@pytest.fixture(scope="module")
def english_texts():
    """The English texts of which the German ones say something else."""
    told = yaml.load(FLAGSHIP.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    rules = [*told["rules"], *told["teams"]["rules"]]
    told["rules"] = {rule.get("id", rule["rule"]): rule for rule in rules}
    texts = {english for english, german in pairs(told, told["texts"]["de"]) if english != german}
    assert len(texts) > 50
    return texts


@pytest.fixture(scope="module")
def week_two_once(tmp_path_factory):
    """The flagship on day 8; everyone reads German but Ben, and Ada has walked on most days."""
    lanes = fresh(tmp_path_factory.mktemp("flagship") / "work")
    lanes.challenge(FLAGSHIP.read_text(encoding="utf-8"), NAME)
    rows = tuple((who, name, "en" if who == "p02" else "de") for who, name, _ in PEOPLE)
    text = "\n".join(["id,name,language", *(",".join(row) for row in rows)])
    lanes.people(f"{text}\n")
    draw_teams(lanes.ws, NAME)
    launch(lanes.ws, NAME, MONDAY)
    for number in (1, 3, 4, 5, 6):
        lanes.now = at(number, 20)
        lanes.log("p01", "12", "backward_walk" if number % 2 else "my_own_version", day(number))
    lanes.now = at(8, 12)
    return lanes


@pytest.fixture
def week_two(week_two_once, tmp_path):
    return copied(week_two_once, tmp_path / "work")


def assert_german(text: str, english_texts: set[str]) -> None:
    """Nothing in a text is English: none of the challenge's own texts, and no common word."""
    words = " ".join(html.unescape(text).split())
    assert [each for each in english_texts if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", words)] == []
    assert ENGLISH.findall(words) == []


def seen(page: str) -> str:
    """The words of a page."""
    return re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)


def messages(lanes: Lanes, *instants) -> dict[str, list[str]]:
    """What each person would be sent by ticks at these moments."""
    sent: dict[str, list[str]] = {}
    for lanes.now in instants:
        for name, subject, text in tick(lanes.ws, dry_run=True).messages:
            sent.setdefault(name, []).append(f"{subject}\n{text}")
    return sent


def test_messages_are_german_for_those_who_read_it_and_english_for_the_others(week_two, english_texts):
    sent = messages(week_two, at(1, 8), at(8, 16), at(10, 9))
    assert len(sent["Ada Bell"]) >= 3
    for text in sent["Ada Bell"]:
        assert_german(text, english_texts)
    whole = "\n".join(sent["Ada Bell"])
    for words in ("Rückwärts gehen", "Aufrecht stehen", "Erst die Zehen, dann die Ferse", "Fehlt noch etwas"):
        assert words in whole
    assert "Walk Backward" in "\n".join(sent["Ben Cole"])
    assert "Rückwärts" not in "\n".join(sent["Ben Cole"])


def test_the_page_of_a_german_reader_is_german_whoever_looked_before(week_two, english_texts):
    ws = week_two.ws
    client = TestClient(make_app(ws, [].append), base_url="http://127.0.0.1:8710")
    pages = {}
    for who in ("p02", "p01", "p02"):
        token = make_links(ws, NAME, [who], "log").links[0].url.rpartition("/")[2]
        consent(ws, visitor_of(ws, token, ("log",)))
        pages[who] = "".join(seen(client.get(f"/l/{token}{at}").text) for at in ("", "/points", "/about"))
    assert_german(pages["p01"], english_texts)
    for words in (
        "Rückwärts gegangen",
        "ein guter Tag",
        "Guter Tag",
        "Eigene Punkte",
        "Andere Muskeln wecken",
    ):
        assert words in pages["p01"], words
    assert "Rückwärts" not in pages["p02"]
    assert "Walked backward" in pages["p02"]


def test_an_announcement_names_the_challenge_as_its_reader_knows_it(week_two):
    report = announce(week_two.ws, NAME, Announcement("{title}", "News of {title}"), dry_run=True)
    subjects = {who: subject for who, _, subject, _ in report.messages}
    assert (subjects["p01"], subjects["p02"]) == ("Rückwärts gehen", "Walk Backward")


def test_the_rules_are_german_where_that_is_asked_for(week_two, english_texts):
    text = printed_rules(week_two.ws, NAME, "de")
    assert_german(text, english_texts)
    assert text.startswith("Rückwärts gehen\n===")
    assert printed_rules(week_two.ws, NAME).startswith("Walk Backward\n")


def test_results_and_certificates_are_german_where_that_is_asked_for(week_two, english_texts):
    week_two.now = at(40)
    ws, folder = week_two.ws, week_two.folder / "out"
    for path in write_results(ws, NAME, Audience("everyone"), folder, "de"):
        assert_german(seen(path.read_text(encoding="utf-8")), english_texts)
    for path in write_certificates(ws, NAME, Audience("p01"), folder):
        assert "Rückwärts gehen" in path.read_text(encoding="utf-8")


def test_what_organisers_read_stays_as_the_challenge_has_it(week_two):
    why = explain(week_two.ws, NAME, "p01")
    assert why.title == "Walk Backward"
    assert {"Minutes", "Good day", "Good week"} <= {award.label for award in why.awards}
    assert show_prizes(week_two.ws, NAME).prizes[0].what.startswith("The Backward Cup")
