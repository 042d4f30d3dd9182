"""A challenge file in an editor: opened, checked while it is typed, saved without losing anybody's text."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from moonwalk.api.problems import Problem
from moonwalk.definitions import read_challenge
from moonwalk.definitions.yaml_parser import MOST_BYTES
from moonwalk.services.drafts import changed_text, draft_path, problems_of_strangers
from moonwalk.services.errors import Refused
from moonwalk.services.roster.named_columns import columns_in_folder
from moonwalk.services.workspace import Workspace

# An editor on a terminal cannot show these, and some end a line only for some programs.
_UNKEPT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file as an editor has it: `text` has plain line ends, whatever ends the lines on the disk.

    `stamp` tells whether the file on the disk is still this one; `unsaved` is a text that was never saved.
    `differs` says that a launched challenge does not go by this text, `remark` what saving would change.
    """

    name: str
    path: Path
    text: str
    stamp: str
    has_mark: bool = False
    line_end: str = "\n"
    unsaved: str | None = None
    differs: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """The file after saving; `clashes` where another program changed it and nothing was written."""

    file: OpenedFile
    clashes: bool = False


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What is wrong with a text, its sheet for participants where nothing is, and the stamp on the disk."""

    problems: tuple[Problem, ...]
    sheet: str
    stamp: str

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)


def open_file(ws: Workspace, name: str) -> OpenedFile:
    """Open the file of a challenge. Refused where it is no text that an editor could keep as it is."""
    path = draft_path(ws, name)
    data = _data_of(path)
    text = _text_of(data, path)
    ends = text.count("\r\n")
    line_end = "\r\n" if 2 * ends > text.count("\n") else "\n"
    mixed = bool(ends) and ends != text.count("\n")
    plain = text.replace("\r\n", "\n")
    _refuse_unkept(plain, path)
    unsaved = _unsaved_text(path)
    return OpenedFile(
        name,
        path,
        plain,
        _stamp(data),
        has_mark=data.startswith(codecs.BOM_UTF8),
        line_end=line_end,
        unsaved=None if unsaved == plain else unsaved,
        differs=_differs(ws, name),
        remark="Its lines end in two ways; saving gives all of them the one that most have." if mixed else "",
    )


def check_text(ws: Workspace, file: OpenedFile, text: str) -> CheckedText:
    """Everything that `check` would say of a text if it were the file, and what participants would read."""
    _refuse_unkept(text, file.path)
    roster = columns_in_folder(ws.folder)
    reading = read_challenge(text.encode(), str(file.path), ws.plugins, roster=roster)
    problems = reading.problems
    sheet = ""
    if reading.challenge is not None:
        # What lays out pages is loaded with the first text that has something to lay out.
        from moonwalk.services.sheets.rules_sheet import draft_text

        problems = (*problems, *problems_of_strangers(reading.challenge, ws.plugins))
        sheet = draft_text(ws, reading.challenge)
    return CheckedText(problems, sheet, _stamp_on_disk(file.path))


def save_file(ws: Workspace, file: OpenedFile, text: str, *, over: bool = False) -> SavedFile:
    """Save a text in place of the file: all of it or nothing.

    Where another program has changed the file since it was opened, nothing is written without `over`.
    """
    _refuse_unkept(text, file.path)
    if not over and _stamp_on_disk(file.path) != file.stamp:
        return SavedFile(file, clashes=True)
    data = _bytes_of(file, text)
    _write(file.path, data)
    forget_unsaved(file)
    saved = replace(
        file, text=text, stamp=_stamp(data), unsaved=None, remark="", differs=_differs(ws, file.name)
    )
    return SavedFile(saved)


def last_written(file: OpenedFile) -> tuple[int, int] | None:
    """When a file was written last, and its size: other values where another program has written it since.

    None where it is no longer there.
    """
    try:
        stat = file.path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def save_beside(ws: Workspace, file: OpenedFile, text: str) -> OpenedFile:
    """Save a text as a new file beside the one that it was to replace, and open that."""
    _refuse_unkept(text, file.path)
    names = (f"{file.name}-mine", *(f"{file.name}-mine-{number}" for number in range(2, 100)))
    name = next(name for name in names if not (ws.challenges / f"{name}.yaml").exists())
    _write(ws.challenges / f"{name}.yaml", _bytes_of(file, text))
    forget_unsaved(file)
    return open_file(ws, name)


# What was typed and never saved, for when the program or the machine ends.


class UnsavedText:
    """Keeps what was typed on a file beside it, also while a save goes on in another thread.

    What was typed on a text that has been saved or dropped since is over, and is not kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over: set[str] = set()

    def keep(self, file: OpenedFile, text: str) -> None:
        """Keep a text that is not that of the file."""
        with self._lock:
            if text != file.text and file.stamp not in self._over:
                keep_unsaved(file, text)

    def save(self, ws: Workspace, file: OpenedFile, text: str, *, over: bool) -> SavedFile:
        """Save a text, as `save_file` does."""
        with self._lock:
            saved = save_file(ws, file, text, over=over)
            if not saved.clashes:
                self._over.add(file.stamp)
                self._over.discard(saved.file.stamp)
        return saved

    def drop(self, file: OpenedFile) -> None:
        """Keep nothing that was typed on this text."""
        with self._lock:
            self._over.add(file.stamp)
            forget_unsaved(file)


def keep_unsaved(file: OpenedFile, text: str) -> None:
    """Keep a text that was not saved beside its file, where the next opening finds it."""
    _write(_beside(file.path), json.dumps({"of": file.stamp, "text": text}).encode())


def forget_unsaved(file: OpenedFile) -> None:
    """Drop the text that was kept."""
    _beside(file.path).unlink(missing_ok=True)


def _unsaved_text(path: Path) -> str | None:
    try:
        kept = json.loads(_beside(path).read_bytes())
        text = kept["text"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return text if isinstance(text, str) and not _UNKEPT.search(text) else None


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.stem}.unsaved")


# Bytes and texts.


def _data_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error
    if len(data) > MOST_BYTES:
        raise Refused(f"{path} is larger than {MOST_BYTES // 1024} KB, the most a challenge may have.")
    return data


def _text_of(data: bytes, path: Path) -> str:
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            f"{path}:{line}: the file is not UTF-8 text, so it was not opened, and it is as it was. "
            "Save it with the encoding UTF-8 in the program that wrote it."
        ) from error


def _refuse_unkept(text: str, path: Path) -> None:
    unkept = _UNKEPT.search(text)
    if unkept is not None:
        line = text.count("\n", 0, unkept.start()) + 1
        column = unkept.start() - (text.rfind("\n", 0, unkept.start()) + 1) + 1
        raise Refused(
            f"{path}:{line}:{column}: the control character U+{ord(unkept[0]):04X}, which no challenge may "
            "have and this editor does not keep. The file is as it was. Take the character out."
        )


def _bytes_of(file: OpenedFile, text: str) -> bytes:
    data = text.replace("\n", file.line_end).encode()
    if len(data) > MOST_BYTES:
        raise Refused(f"This is more than {MOST_BYTES // 1024} KB, the most a challenge may have. Not saved.")
    return codecs.BOM_UTF8 + data if file.has_mark else data


def _stamp(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _stamp_on_disk(path: Path) -> str:
    try:
        return _stamp(path.read_bytes())
    except OSError:
        return ""


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step: a power cut leaves the old one or the new one."""
    written = path.with_name(f".{path.name}.new")
    try:
        with written.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            written.chmod(path.stat().st_mode & 0o777)
        written.replace(path)
    except OSError as error:
        written.unlink(missing_ok=True)
        raise Refused(
            f"{path} cannot be written: {error.strerror or error}. It is as it was; close the program that "
            "holds it open, and save again."
        ) from error


def _differs(ws: Workspace, name: str) -> str:
    with ws.database() as db:
        return changed_text(ws, db, name)
