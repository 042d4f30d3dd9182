"""New things: a workspace with its settings, a challenge from the library of ready ones."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from moonwalk.api.problems import FieldError, did_you_mean
from moonwalk.definitions import goal_in_words, read_file
from moonwalk.registry import NOBODY, Registry
from moonwalk.scoring.facts import NEVER
from moonwalk.services.editor_schema import FILE_NAME as SCHEMA
from moonwalk.services.editor_schema import FIRST_LINE, write_schema
from moonwalk.services.errors import Refused
from moonwalk.services.wording import counted
from moonwalk.services.workspace import CHALLENGES, DATABASE, FILE_NAME, Workspace, load_plugins, new_settings
from moonwalk.store import launches, locations
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError

_MOST_LABELS = 3
"""So many activities say what a challenge without goals is about."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Windows takes these for devices, whatever ending a file has.
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES = frozenset({"con", "prn", "aux", "nul", *_PORTS})
_EDITOR_LINE = re.compile(r"\A# yaml-language-server:.*\n")
_SCHEDULE = re.compile(r"^schedule: *(\{)?", re.MULTILINE)
_STARTS = re.compile(r"(?<![\w#])( *starts: *)([0-9]{4}-[0-9]{2}-[0-9]{2})(?:, *| *(?:#.*)?\n|(?= *\}))")
_LENGTH = re.compile(
    r"^(schedule:(?:[^\n]*\n(?: [^\n]*\n|\n)*?)?[^\n]*?\blength: *)([^,}#\n]*[^,}#\s])", re.MULTILINE
)
_TITLE = re.compile(r"^challenge:.*$", re.MULTILINE)
_TITLE_IN_ANOTHER_LANGUAGE = re.compile(r"^ +challenge:.*\n", re.MULTILINE)
_TEXTS = "\ntexts:\n"


MOST_WEEKS: Final = 52


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A ready challenge. `problem` says why it cannot be used, if so.

    `asks` are the goals that its rules pay for, in words; without goals, what can be done.
    """

    name: str
    title: str
    about: str
    days: int
    problem: str = ""
    asks: tuple[str, ...] = ()


def list_templates(plugins: Registry) -> tuple[TemplateRow, ...]:
    """Every ready challenge that the installed plugins bring."""
    return tuple(_row(name, path, plugins) for name, path in sorted(_paths(plugins).items()))


def templates_left_out(plugins: Registry) -> str:
    """Which plugins may bring more ready challenges, but are not approved, in a sentence; may be nothing."""
    names = plugins.not_approved()
    if not names:
        return ""
    listed = ", ".join(f"'{name}'" for name in names)
    return f"Plugins that are not approved here may bring more: {listed}. See 'moonwalk plugins'."


def template_text(plugins: Registry, name: str) -> str:
    """The text of a ready challenge. Refused where there is none of the name."""
    plugin, _, short = name.rpartition(".")
    paths = _paths(plugins)
    if plugin in _claims(plugins).get(short, {}):
        # A full name is always right, also of what has a name of its own.
        return _claims(plugins)[short][plugin].read_text(encoding="utf-8")
    if name not in paths:
        guess = did_you_mean(name, paths)
        more = " ".join(filter(None, ("'moonwalk templates' lists them all.", templates_left_out(plugins))))
        raise Refused(f"There is no template '{name}'.{guess} {more}")
    return paths[name].read_text(encoding="utf-8")


def _text_to_copy(ws: Workspace, name: str) -> str:
    """The text of a ready challenge, of one of the workspace's own files, or of a challenge that ran here."""
    own = ws.challenges / f"{name}.yaml"
    if _NAME.fullmatch(name) and name not in _paths(ws.plugins):
        if own.is_file():
            return own.read_text(encoding="utf-8")
        with ws.database() as db:
            launched = launches.newest(db, name, NEVER)
        if launched is not None:
            return launched.text
    return template_text(ws.plugins, name)


def _begun_anew(text: str, starts: date | None, today: date) -> str:
    """A text with another first day; without the one that it has, where that is past and none is given."""
    written = _STARTS.search(text)
    if starts is None:
        past = written is not None and written[2] < today.isoformat()
        return _STARTS.sub("", text, count=1) if past else text
    if written is not None:
        return f"{text[: written.start(2)]}{starts}{text[written.end(2) :]}"
    return _SCHEDULE.sub(
        lambda match: f"{match[0]}starts: {starts}, " if match[1] else f"{match[0]}\n  starts: {starts}",
        text,
        count=1,
    )


def _lasting(text: str, weeks: int) -> str:
    """A text whose challenge lasts another number of weeks. Refused where it says no length to replace."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(f"A challenge lasts 1 to {MOST_WEEKS} weeks, not {weeks}. Nothing was written.")
    written = _LENGTH.search(text)
    if written is None:
        raise Refused(
            "The template has no length that could be replaced. Leave the weeks empty, and edit the file."
        )
    return f"{text[: written.start(2)]}{counted(weeks, 'week')}{text[written.end(2) :]}"


def free_name(ws: Workspace, name: str) -> str:
    """This name for a new challenge, or with the next number behind it where a file has it."""
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next((each for each in names if not (ws.challenges / f"{each}.yaml").exists()), name)


def _titled(text: str, title: str) -> str:
    """A text with another title. Those in other languages would still be of the old one, and are left out."""
    text = _TITLE.sub(lambda _: f"challenge: {json.dumps(title, ensure_ascii=False)}", text, count=1)
    own, begins, translated = text.partition(_TEXTS)
    return own + begins + _TITLE_IN_ANOTHER_LANGUAGE.sub("", translated)


def start_challenge(
    ws: Workspace,
    name: str,
    template: str,
    title: str = "",
    starts: date | None = None,
    *,
    weeks: int | None = None,
    dry_run: bool = False,
) -> Path:
    """Writes a new challenge file and returns its path. Refused where the file exists.

    A dry run only says where it would be, or why not.

    `template` is a ready challenge, a file of the workspace, or a challenge that ran here. A first day that
    is past is left out, if `starts` does not replace it. The first line names the schema for editors, which
    is written beside it.
    """
    if not _NAME.fullmatch(name) or name in _DEVICES:
        raise Refused(f"'{name}' cannot be a file name. Use small letters, digits and '-': spring-walk.")
    text = _begun_anew(_text_to_copy(ws, template), starts, ws.today())
    if title:
        text = _titled(text, title)
    if weeks is not None:
        text = _lasting(text, weeks)
    path = ws.challenges / f"{name}.yaml"
    if path.exists():
        raise Refused(f"There is a file {path} already. It was left as it is. Choose another name.")
    if dry_run:
        return path
    text = FIRST_LINE + _EDITOR_LINE.sub("", text)
    try:
        ws.challenges.mkdir(exist_ok=True)
        write_schema(ws.plugins, ws.challenges / SCHEMA)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(f"There is a file {path} already. It was left as it is. Choose another name.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def _paths(plugins: Registry) -> dict[str, Path]:
    """Every ready challenge by its usable name: alone where it is its own, else with its plugin before it.

    Those that come with Moonwalk keep their names, whatever others call theirs.
    """
    paths: dict[str, Path] = {}
    for name, claims in _claims(plugins).items():
        own = [plugin for plugin in claims if plugins.is_first_party(plugin)] or list(claims)
        short = own[0] if len(own) == 1 else ""
        paths |= {name if plugin == short else f"{plugin}.{name}": path for plugin, path in claims.items()}
    return paths


def _claims(plugins: Registry) -> Mapping[str, Mapping[str, Path]]:
    """The ready challenges of each name, by the plugin that brings them."""
    claims: dict[str, dict[str, Path]] = defaultdict(dict)
    for plugin, folder in plugins.packs():
        for path in sorted(folder.glob("*.yaml")):
            claims[path.stem][plugin] = path
    return claims


def _row(name: str, path: Path, plugins: Registry) -> TemplateRow:
    reading = read_file(path, plugins)
    if reading.challenge is None:
        first = next(problem for problem in reading.problems if problem.severity == "error")
        return TemplateRow(name, name, "", 0, f"It cannot be used here: {first.message}")
    challenge = reading.challenge
    named = dict.fromkeys(str(rule.config.get("goal")) for rule in challenge.rules)
    asks = tuple(goal_in_words(challenge.goals[goal], challenge) for goal in named if goal in challenge.goals)
    if not asks:
        labels = [activity.label for activity in challenge.activities.values()]
        more = len(labels) - _MOST_LABELS
        asks = (*labels[:_MOST_LABELS], *((f"and {more} more",) if more > 0 else ()))
    return TemplateRow(name, challenge.title, challenge.about, challenge.schedule.length_days, asks=asks)


FLAGSHIP = "walk-backward"


def create_workspace(folder: Path, name: str = "", timezone: str = "") -> Path:
    """Makes a workspace in a folder that has none, and returns the folder. Refused where one is there.

    Other files in the folder are left alone.
    """
    if (folder / FILE_NAME).exists() or (folder / DATABASE).exists():
        raise Refused(f"There is a workspace in {folder} already. It was left as it is.")
    plugins = load_plugins(frozenset(), NOBODY)
    text = template_text(plugins, FLAGSHIP)
    try:
        settings = new_settings(name or folder.resolve().name, timezone, plugins)
        (folder / CHALLENGES).mkdir(parents=True, exist_ok=True)
        _write_new(folder / CHALLENGES / f"{FLAGSHIP}.yaml", text)
        Database.create(folder / DATABASE).close()
        # Last, because a folder with settings is a workspace: a half-made one is none.
        _write_new(folder / FILE_NAME, settings)
    except FieldError as error:
        raise Refused(f"No workspace was made: {error}") from error
    except StoreError as error:
        raise Refused(error.message) from error
    except OSError as error:
        raise Refused(
            f"The workspace {folder} cannot be made: {error.strerror or error}. "
            "Check that you may write there, and try again."
        ) from error
    return folder


def place_warning(folder: Path) -> str | None:
    """Why a folder is a bad place for a workspace: one that is kept in step with other machines."""
    return locations.warning(folder)


def _write_new(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8", newline="\n")
