from __future__ import annotations

import pytest

from moonwalk.services.creation import list_templates, start_challenge, template_text
from moonwalk.services.drafts import check_file
from moonwalk.services.errors import Refused


def test_every_template_of_the_library_can_be_used(empty):
    rows = list_templates(empty.ws.plugins)

    assert {"walk-backward", "steps"} <= {row.name for row in rows}
    assert not [row.problem for row in rows if row.problem]
    assert all(row.days and row.title and row.about for row in rows)


def test_a_challenge_starts_as_its_template_with_a_title_of_its_own(empty):
    path = start_challenge(empty.ws, "spring", "steps", 'Spring: "Berlin" \\1')

    checked = check_file(path, empty.ws.plugins)

    assert (checked.title, checked.failed) == ('Spring: "Berlin" \\1', False)
    assert path == empty.ws.challenges / "spring.yaml"


def test_a_file_that_is_there_is_never_overwritten(empty):
    start_challenge(empty.ws, "spring", "steps")
    empty.challenge("mine", "spring")

    with pytest.raises(Refused, match="left as it is"):
        start_challenge(empty.ws, "spring", "steps")

    assert (empty.ws.challenges / "spring.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "../x", "a/b", "Spring", "a b", ".hidden", "x" * 70, "con.yaml", "ä"])
def test_a_name_that_is_no_file_name_is_refused(empty, name):
    with pytest.raises(Refused, match="cannot be a file name"):
        start_challenge(empty.ws, name, "steps")


def test_an_unknown_template_is_answered_with_the_nearest(empty):
    with pytest.raises(Refused, match="Did you mean 'steps'"):
        template_text(empty.ws.plugins, "step")
