"""Keys that an organiser chose for actions: a line for each in a file of their own, checked first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from textual.binding import Binding
from textual.keys import Keys

from moonwalk.tui.action_types import Action, Scope
from moonwalk.tui.actions import ACTIONS

NAME: Final = "keys.txt"

_IN_BARS: Final[frozenset[Scope]] = frozenset(
    {"log", "go", "jobs", "job", "filter", "leave", "clash", "problems", "examples"}
)
"""What has the focus alone: its keys are in nobody's way."""
_PARTS: Final[frozenset[Scope]] = frozenset({"list", "attention", "table", "text"})
"""Parts of a screen, of which one has the focus at a time."""
_PARTS_OF_HOME: Final[frozenset[Scope]] = frozenset({"list", "attention"})
_TYPED_INTO: Final[frozenset[Scope]] = frozenset({"log", "job", "filter", "file"})
_NAMED: Final = {key.value for key in Keys} | {key for action in ACTIONS for key in action.keys}
_FIXED: Final = frozenset({"go.open", "jobs.open"})
_LINE: Final = re.compile(r"(?P<action>[a-z_.]+)\s*:\s*(?P<keys>\S.*)")


@dataclass(frozen=True, slots=True)
class Keymap:
    """The chosen keys by the ids of actions, a sentence about each line that does not hold, and the file."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    file: Path | None = None

    def of(self, action: Action) -> Action:
        """The action with the keys that were chosen for it; as it is where none were."""
        keys = self.chosen.get(action.id)
        return action if keys is None else replace(action, keys=keys)

    @property
    def bindings(self) -> Mapping[str, str]:
        """The chosen keys for each id of a key binding: they take the place of all keys of an action."""
        return {
            identity: ",".join(self.chosen[action.id])
            for action in ACTIONS
            if action.id in self.chosen
            for identity in (action.id, *(f"{action.id}.{key}" for key in action.keys[1:]))
        }


def read_keymap(file: Path) -> Keymap:
    """The keys in a file. A line does not hold where it is not understood, or a key would mean two things."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return Keymap(file=file)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        return Keymap({}, (f"{file} cannot be read ({reason}), so all keys are the usual ones.",), file)
    chosen: dict[str, tuple[str, ...]] = {}
    at: dict[str, int] = {}
    problems: list[str] = []
    actions = {action.id: action for action in ACTIONS if action.keys}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        action, keys, problem = _read_line(line, actions)
        if problem or action is None:
            problems.append(f"{file}:{number}: {problem} This line does not hold.")
        else:
            chosen[action.id], at[action.id] = keys, number
    problems += _without_clashes(chosen, at, file)
    return Keymap(MappingProxyType(chosen), tuple(problems), file)


def _read_line(line: str, actions: Mapping[str, Action]) -> tuple[Action | None, tuple[str, ...], str]:
    """The action and its keys, and what is wrong with the line; empty where nothing is."""
    match = _LINE.fullmatch(line.strip())
    if match is None:
        return None, (), "Write an action, a colon and its keys, such as 'log.open: l'."
    action = actions.get(match["action"])
    if action is None:
        return None, (), f"There is no action '{match['action']}'."
    if action.id in _FIXED:
        return None, (), f"'{action.label}' keeps {action.keys_in_words}, which other keys follow everywhere."
    typed = match["keys"].split()
    keys = tuple(_name_of(key) if len(key) == 1 else key.lower() for key in typed)
    for key, written in zip(keys, typed, strict=True):
        if len(written) > 1 and not (key in _NAMED or key.rpartition("+")[2] in _NAMED):
            return None, (), f"'{written}' is no key. Write a letter, or a name such as f6, ctrl+l or pageup."
        if len(written) == 1 and action.scope in _TYPED_INTO:
            return None, (), f"'{written}' is typed into a field there. Choose a key such as f6 or ctrl+l."
    return action, keys, ""


def _name_of(character: str) -> str:
    """What the key of a character is called: `question_mark` for `?`."""
    if character == ",":  # which stands between the keys of a binding
        return "comma"
    (binding,) = Binding.make_bindings([(character, "")])
    return binding.key


def _without_clashes(chosen: dict[str, tuple[str, ...]], at: Mapping[str, int], file: Path) -> Iterator[str]:
    """Drop choices until no key means two things; a sentence about each that is dropped."""
    while (clash := _clash(chosen)) is not None:
        action, other, key = clash
        usual = action.keys_in_words
        del chosen[action.id]
        yield (
            f"{file}:{at[action.id]}: '{key}' is also the key of '{other.label}' ({other.id}), so that "
            f"'{action.label}' keeps {usual}. Choose another key, or give {other.id} one of its own."
        )


def _clash(chosen: Mapping[str, tuple[str, ...]]) -> tuple[Action, Action, str] | None:
    """A chosen action, another one that works at the same place, and the key that both have; None if none."""
    for action in ACTIONS:
        for key in chosen.get(action.id, ()):
            for other in ACTIONS:
                has = chosen.get(other.id, other.keys)
                if other.id != action.id and key in has and _meet(action.scope, other.scope):
                    return action, other, key
    return None


def _meet(first: Scope, second: Scope) -> bool:
    """Whether keys of two scopes work at the same time."""
    if first == second:
        return True
    if {first, second} & _IN_BARS:
        return False
    parts = {first, second} & _PARTS
    at_home = "home" in (first, second)
    return "everywhere" in (first, second) or (len(parts) == 1 and bool(parts & _PARTS_OF_HOME) == at_home)


def as_chosen(app: object, actions: Iterable[Action]) -> tuple[Action, ...]:
    """Actions with the keys that were chosen for the app."""
    keymap = getattr(app, "keymap", None)
    return tuple(actions) if keymap is None else tuple(map(keymap.of, actions))


def write_choices(file: Path) -> None:
    """Write a file in which every action stands with its keys, each line switched off. OSError where not."""
    lines = [
        "# Keys of the screen. Take the # away before an action, and write other keys behind the colon, with",
        "# blanks between them: a letter, or a name such as f6, ctrl+l or pageup.",
        "# They hold from the next start of the screen.",
        "",
        *(f"## {action.help}\n# {action.id}: {' '.join(action.keys)}" for action in ACTIONS if action.keys),
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
