"""A list of people who sign up, such as the answers of a form: every row accounted for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from moonwalk.api.cells import clean_name, is_blank
from moonwalk.api.sources import Rejected, Skipped
from moonwalk.api.tables import Sheet, SheetRow, read_table
from moonwalk.runs.errors import Refused
from moonwalk.runs.files import read_source_file
from moonwalk.runs.finding import known_names
from moonwalk.runs.roster.challenge_desk import ChallengeDesk, decided, desk_for
from moonwalk.runs.roster.joining import join_at
from moonwalk.runs.views import ImportReport, RejectedRow
from moonwalk.runs.workspace import Workspace
from moonwalk.store import people
from moonwalk.store.identity import text_key

_KNOWN_BY: Final = ("id", "email", "name")
_COLUMNS: Final = MappingProxyType(
    {
        "id": ("id", "employee id", "employee number", "staff id", "personnel number", "personalnummer"),
        "email": ("email", "e mail", "email address", "work email", "mail", "username", "e mail adresse"),
        "name": ("name", "full name", "who", "person"),
        "team": ("team", "team name", "group"),
    }
)


def join_from_file(
    ws: Workspace, challenge: str, path: Path, day: date | None = None, dry_run: bool = False
) -> ImportReport:
    """Signs up everyone whom a table names by id, address or name, into the team of its column `team`.

    A row that cannot be used is reported, and the others hold. Refused as a whole outside the challenge.
    """
    file = read_source_file(path, ws.settings.timezone)
    sheet = read_table(file, _COLUMNS, needs=(_KNOWN_BY,))
    digest = hashlib.sha256(file.data).hexdigest()
    decision = decided(ws, "people join", challenge, detail={"file": file.name, "sha256": digest})
    with desk_for(ws, challenge, decision, dry_run) as desk:
        teams = desk.challenge.teams
        named = teams is not None and teams.formed == "by the members"
        run = _List(desk, day, known_names(desk.tx), named)
        for line in sheet.lines:
            run.take(line)
        return run.report(file.name, sheet, dry_run)


@dataclass
class _List:
    """One list on its way in. Teams are only read where the members form them."""

    desk: ChallengeDesk
    day: date | None
    directory: dict[str, int]
    named: bool
    joined: int = 0
    same: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    skipped: list[RejectedRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def take(self, line: SheetRow | Rejected | Skipped) -> None:
        """Signs up whom a line names, or notes why not."""
        if isinstance(line, SheetRow):
            try:
                self._join(line)
            except Refused as reason:
                sentence = str(reason).replace(" Nothing was changed.", "")
                self.rejected.append(RejectedRow(line.line, sentence))
        elif isinstance(line, Skipped):
            self.skipped.append(RejectedRow(line.line, line.reason))
        else:
            self.rejected.append(RejectedRow(line.line, line.reason))

    def _join(self, row: SheetRow) -> None:
        said = [row[name].strip() for name in _KNOWN_BY if not is_blank(row[name])]
        if not said:
            raise Refused("the row names nobody")
        numbers = [self.directory.get(who) or self.directory.get(text_key(who)) for who in said]
        number = next((known_number for known_number in numbers if known_number is not None), None)
        person = None if number is None else people.by_number(self.desk.tx, number)
        if person is None:
            raise Refused(f"there is nobody '{said[0]}' on the roster")
        team = clean_name(row["team"]) if self.named and not is_blank(row["team"]) else None
        done = join_at(self.desk, person, self.day, team)
        self.joined += done.changed
        self.same += not done.changed
        self.remarks += [remark for remark in done.remarks if remark not in self.remarks]

    def report(self, file: str, sheet: Sheet, dry_run: bool) -> ImportReport:
        """What became of every row."""
        accepted = self.joined + self.same
        return ImportReport(
            file=file,
            source="sign-ups",
            brings="people",
            rows=accepted + len(self.rejected) + len(self.skipped),
            accepted=accepted,
            new=self.joined,
            same=self.same,
            changed=0,
            rejected=tuple(self.rejected),
            skipped=tuple(self.skipped),
            remarks=(*(remark.text for remark in sheet.remarks), *self.remarks),
            dry_run=dry_run,
            committed=not dry_run,
        )
