"""Jobs on what is kept: whether all of it is well, and what there is about a person, exported or erased."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from moonwalk.services.doctor import Finding, examine
from moonwalk.services.errors import Refused
from moonwalk.services.privacy.handing_over import write_all
from moonwalk.services.roster.privacy import foresee_forgetting, forget_person
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs.job import REASON, Here, Job, JobField, Values, sure
from moonwalk.tui.wording import count

_SIGNS: Final[Mapping[str, str]] = MappingProxyType({"well": "✓", "note": "!", "wrong": "✗"})


def _examined(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    findings = examine(ws).findings
    needs = sum(finding.state != "well" for finding in findings)
    said = f"{count(needs, 'thing needs', 'things need')} attention." if needs else "All is well."
    # What needs attention comes first; the report has it by topic.
    by_need = sorted(findings, key=lambda finding: finding.state == "well")
    return (said, *map(_in_words, by_need))


def _in_words(finding: Finding) -> str:
    todo = f" → {finding.todo}" if finding.todo else ""
    return f"{_SIGNS[finding.state]} {finding.topic}: {finding.says}{todo}"


def _foresee_erasure(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    person, entries = foresee_forgetting(ws, values["person"], values["reason"])
    if values["sure"] != person.id:
        raise Refused(
            f"Write the id of {person.name}, {person.id}, once more under ‘Sure’. Nothing was erased."
        )
    held = f"{count(entries, 'entry', 'entries')}, messages and everything else that is kept about them"
    return (
        f"{person.name} ({person.id}) is erased for good, with {held}. It cannot be taken back.",
        "Points of others stay. Backups that were made before still hold them.",
    )


def _erase(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    _foresee_erasure(ws, here, values)
    done = forget_person(ws, values["person"], values["reason"])
    erased = f"{done.id} is forgotten: {count(done.entries, 'entry', 'entries')} erased."
    return (erased, *done.problems, *done.remains)


def _file_for(here: Here) -> str:
    """The name of a file for a person, whatever their id has in it."""
    return f"about-{re.sub(r'[^0-9A-Za-z_-]', '_', here.person) or 'ID'}.json"


def _write_all(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    done = write_all(ws, values["person"], values["file"], dry_run=dry_run)
    if not dry_run:
        return (f"Written: {done.path}. It is for {done.name} and nobody else: delete it once they have it.",)
    held = f"{count(done.entries, 'entry', 'entries')} and everything else that is kept about them"
    instead = " It takes the place of the file that is there." if done.was_there else ""
    return (
        f"{done.name} ({done.id}), with {held}, is written to {done.path}.{instead}",
        "That you did so is recorded, and they can read it.",
    )


DATA_JOBS: Final[tuple[Job, ...]] = (
    Job(
        "examine",
        lambda here: "Is all well?",
        (),
        (),
        sure(
            lambda here, values: (
                "Data, chain, closed results, backups, plugins, clocks and room are looked at. "
                "With very many entries that takes a minute."
            )
        ),
        _examined,
    ),
    Job(
        "export_person",
        lambda here: f"Export what is kept about {here.name or 'a person'}",
        (),
        (
            JobField("person", "Id", "the id, exactly", lambda here: here.person),
            JobField("file", "File", ".json", _file_for),
        ),
        lambda ws, here, values: _write_all(ws, here, values, dry_run=True),
        lambda ws, here, values: _write_all(ws, here, values, dry_run=False),
    ),
    Job(
        "erase",
        lambda here: f"Erase {here.name or 'a person'}",
        (),
        (
            JobField("person", "Id", "the id, exactly", lambda here: here.person),
            REASON,
            JobField("sure", "Sure", "the id once more", may_be_empty=True),
        ),
        _foresee_erasure,
        _erase,
    ),
)
