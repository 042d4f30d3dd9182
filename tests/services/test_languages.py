"""Everyone is written to in their own language, or else in that of the challenge."""

from __future__ import annotations

import pytest

from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.roster.people import import_people

from ..workspaces import MONDAY, at, roster

ROWS = (
    ("p01", "Ada Bell", "North", "de"),
    ("p02", "Ben Cole", "North", "xx"),
    ("p03", "Cleo Dunn", "North", "fr"),
)


def test_each_reads_their_own_language_and_unknown_codes_are_named_once(lanes):
    file = lanes.folder / "languages.csv"
    file.write_text(roster(ROWS, ("language",)), encoding="utf-8")
    remarks = import_people(lanes.ws, file).remarks
    lanes.now = at(1, 7, 30)

    messages = {name: (subject, text) for name, subject, text in tick(lanes.ws, dry_run=True).messages}

    assert [remark for remark in remarks if "'xx'" in remark and "language" in remark] == [
        (
            "'xx' in the column 'language' is not the code of a language: these people are written to in the "
            "language of the challenge. Write one like en, de or pt-BR."
        )
    ]
    assert messages["Ada Bell"][0] == "Lanes beginnt heute"
    assert "kannst du bis Dienstag, 12:00 Uhr (Europe/Berlin) eintragen" in messages["Ada Bell"][1]
    assert messages["Ben Cole"][0] == messages["Dev Egan"][0] == "Lanes starts today"
    # French has no catalogue: the sentence is English, and the day is French.
    assert "mardi 12:00" in messages["Cleo Dunn"][1]


@pytest.mark.parametrize(
    ("languages", "name", "begins", "deadline"),
    [
        (("de", "en", "en"), "Ben Cole", "Hello Ben,", "until Tuesday 12:00 (Europe/Berlin)"),
        (("de", "de", "de"), "Ada Bell", "Hallo Ada,", "kannst du bis Dienstag, 12:00 Uhr"),
    ],
)
def test_a_rehearsed_launch_shows_a_message_in_one_language(empty, languages, name, begins, deadline):
    rows = [(*row[:3], language) for row, language in zip(ROWS, languages, strict=True)]
    empty.people(roster(rows, ("language",)))

    message = launch(empty.ws, "lanes", MONDAY, dry_run=True).preview.messages[0]

    assert message.name == name
    assert message.text.startswith(begins)
    assert deadline in message.text
