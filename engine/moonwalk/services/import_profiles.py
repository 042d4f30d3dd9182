"""Saved profiles: what an organiser said once about the columns of a file, for the next one like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from moonwalk.api.cells import fold
from moonwalk.api.problems import FieldError
from moonwalk.api.sources import SourceFile
from moonwalk.api.table_content import content_of
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

PROFILES: Final = "import_profiles.yaml"
_INTRODUCTION: Final = (
    "# What was said about the columns of imported files: one with such a header is read so again.\n"
    "# Written by 'moonwalk import FILE --remember NAME'; may be edited, or deleted.\n"
)


@dataclass(frozen=True, slots=True)
class ImportProfile:
    """The options for files with a header: the source that reads them, and its own options."""

    name: str
    header: tuple[str, ...]
    source: str
    options: Mapping[str, str]

    @property
    def remark(self) -> str:
        """That it was used, and what it says."""
        options = ", ".join(f"{key}={value}" for key, value in sorted(self.options.items()))
        said = f" ({options})" if options else ""
        return f"The profile '{self.name}' was used{said}."


def profile_for(ws: Workspace, file: SourceFile) -> ImportProfile | None:
    """The saved profile whose header the file has; None where there is none, or the file is no table."""
    profiles = read_profiles(ws)
    if not profiles:
        return None
    try:
        heads = {_key(cells) for cells in first_rows(file)}
    except FieldError:
        return None
    return next((profile for profile in profiles if _key(profile.header) in heads), None)


def remember(ws: Workspace, profile: ImportProfile) -> None:
    """Save a profile, in place of one with its name or its header. Refused where that cannot be written."""
    others = [
        known
        for known in read_profiles(ws)
        if known.name != profile.name and _key(known.header) != _key(profile.header)
    ]
    data = {
        each.name: {"header": list(each.header), "source": each.source, "options": dict(each.options)}
        for each in sorted([*others, profile], key=lambda each: each.name)
    }
    path = _path(ws)
    written = path.with_suffix(".new")
    try:
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
        written.write_text(_INTRODUCTION + text, encoding="utf-8")
        written.replace(path)
    except OSError as error:
        raise Refused(
            f"{path} cannot be written: {error.strerror or error}. No profile was saved."
        ) from error


def read_profiles(ws: Workspace) -> tuple[ImportProfile, ...]:
    """Every saved profile. Refused, with what to do, where their file cannot be read."""
    path = _path(ws)
    try:
        if not path.exists():
            return ()
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return tuple(_profile(str(name), said) for name, said in data.items())
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise Refused(
            f"{path} cannot be read: {reason}. Nothing was imported. Correct it, or delete it; "
            "it only saves saying the same options again."
        ) from error


def first_rows(file: SourceFile) -> Iterable[tuple[str, ...]]:
    """The cells of the first rows, split in every way that is possible. FieldError where it is no table."""
    content = content_of(file)
    for delimiter in content.delimiters:
        for number, record in enumerate(content.head(delimiter)):
            if number >= 10:
                break
            if len(record.cells) > 1 or len(content.delimiters) == 1:
                yield record.cells


def _profile(name: str, said: Any) -> ImportProfile:
    options = {str(key): str(value) for key, value in (said.get("options") or {}).items()}
    return ImportProfile(name, tuple(str(cell) for cell in said["header"]), str(said["source"]), options)


def _key(cells: Iterable[str]) -> tuple[str, ...]:
    """A header for comparing, whatever the order of its columns."""
    return tuple(sorted(folded for cell in cells if (folded := fold(cell))))


def _path(ws: Workspace) -> Path:
    return ws.folder / PROFILES
