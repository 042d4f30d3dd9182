"""The settings of a workspace changed key by key: everything else in their file stays, comments too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from moonwalk.definitions import read_settings
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import FILE_NAME, Workspace

_KEEP_OWN_HAND: Final = "Nothing was changed. Change it in the file by hand."


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """The lines of the settings that were changed: as they were, and as they are now."""

    path: Path
    before: tuple[str, ...]
    after: tuple[str, ...]


def change_setting(
    ws: Workspace, keys: tuple[str] | tuple[str, str], value: str, *, dry_run: bool = False
) -> SettingsChange:
    """Give a key of the settings, or one below another, a value in YAML; an empty one takes a top key out.

    Refused, with every problem, where the settings would not be usable then, and where a comment would be
    lost. A dry run does all of it but the last step.
    """
    path = ws.folder / FILE_NAME
    old = _text_of(path)
    new = _with(old, keys, value, path)
    written = path.with_name(f".{FILE_NAME}.new")
    try:
        written.write_bytes(new.encode())
        settings, problems = read_settings(written)
        if settings is None:
            # Without their places: in the file that is there, no line says this.
            wrong = " ".join(dict.fromkeys(each.message for each in problems))
            raise Refused(f"{FILE_NAME} could not be used with that. Nothing was changed. {wrong}")
        if not dry_run:
            written.chmod(path.stat().st_mode & 0o777)
            written.replace(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}. It is as it was.") from error
    finally:
        written.unlink(missing_ok=True)
    before, after = old.splitlines(), new.splitlines()
    gone, come = _different(before, after), _different(after, before)
    return SettingsChange(path, gone, come)


def _different(lines: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line.strip() and line not in others)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read: {error}. Nothing was changed.") from error


def _with(text: str, keys: tuple[str, ...], value: str, path: Path) -> str:
    """The text with a value for a key. Refused where it then says anything else than that, too."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        expected = _expected(yaml.safe_load(text), keys, value)
        new = _set(text, root, keys, value, path)
        if yaml.safe_load(new) == expected:
            return new
    except (yaml.YAMLError, _Unusual):
        pass
    raise Refused(f"{path} is written in a way that this cannot change without risk. {_KEEP_OWN_HAND}")


class _Unusual(Exception):
    """The file is no plain map of keys, one a line."""


def _expected(data: Any, keys: tuple[str, ...], value: str) -> Any:
    data = dict(data or {})
    if len(keys) > 1:
        return data | {keys[0]: _expected(data.get(keys[0]), keys[1:], value)}
    if not value:
        data.pop(keys[0], None)
        return data
    return data | {keys[0]: yaml.safe_load(value)}


def _set(text: str, root: yaml.Node | None, keys: tuple[str, ...], value: str, path: Path) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    pair = _pair(root, keys[0])
    if pair is None:
        below = f"{keys[0]}: {value}" if len(keys) == 1 else f"{keys[0]}:{end}  {keys[1]}: {value}"
        return f"{text.rstrip()}{end}{end}{below}{end}" if value else text
    if len(keys) > 1:
        return _set_below(text, pair, keys, value, path)
    if not value:
        start = text.rfind("\n", 0, pair[0].start_mark.index) + 1
        stop = text.find("\n", _end_of(pair[1]))
        _check_uncommented(text, pair, path, text[pair[0].start_mark.index : stop if stop >= 0 else None])
        return text[:start] + (text[stop + 1 :] if stop >= 0 else "")
    return _replaced(text, pair, value, path)


def _set_below(
    text: str, pair: tuple[yaml.Node, yaml.Node], keys: tuple[str, ...], value: str, path: Path
) -> str:
    parent = pair[1]
    if isinstance(parent, yaml.ScalarNode) and parent.value == "":
        return _replaced(text, pair, f"{{{keys[1]}: {value}}}", path)
    inner = _pair(parent, keys[1])
    if inner is not None:
        return _replaced(text, inner, value, path)
    first = parent.value[0][0] if isinstance(parent, yaml.MappingNode) and parent.value else None
    if first is None or (isinstance(parent, yaml.MappingNode) and parent.flow_style):
        raise _Unusual
    end = "\r\n" if "\r\n" in text else "\n"
    stop = text.find("\n", _end_of(parent))
    at = len(text) if stop < 0 else stop + 1
    lead = "" if text[:at].endswith("\n") else end
    return f"{text[:at]}{lead}{' ' * first.start_mark.column}{keys[1]}: {value}{end}{text[at:]}"


def _pair(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        raise _Unusual
    return next((pair for pair in node.value if pair[0].value == key), None)


def _replaced(text: str, pair: tuple[yaml.Node, yaml.Node], value: str, path: Path) -> str:
    """The text with another value behind a key; what follows it on its line, such as a comment, stays."""
    start = text.index(":", pair[0].end_mark.index) + 1
    stop = max(start, _end_of(pair[1]))
    _check_uncommented(text, pair, path, text[start:stop])
    return f"{text[:start]} {value}{text[stop:]}"


def _check_uncommented(text: str, pair: tuple[yaml.Node, yaml.Node], path: Path, gone: str) -> None:
    if any(" #" in line or line.lstrip().startswith("#") for line in gone.splitlines()):
        line = text.count("\n", 0, pair[0].start_mark.index) + 1
        raise Refused(
            f"{path}:{line}: there is a comment inside '{pair[0].value}', which would be lost. "
            f"{_KEEP_OWN_HAND}"
        )


def _end_of(node: yaml.Node) -> int:
    """Where a value ends: PyYAML has a block end where the next thing begins, comments between included."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return max((_end_of(value) for _, value in node.value), default=node.start_mark.index)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return max((_end_of(value) for value in node.value), default=node.start_mark.index)
    return int(node.end_mark.index)
