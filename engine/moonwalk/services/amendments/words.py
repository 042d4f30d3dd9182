"""What a new text changes, in the words of the rules page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

from moonwalk.definitions import Challenge, NoticeItem, print_full, rules_in_words
from moonwalk.registry import Registry
from moonwalk.services.notice_context import due_at

_CHAPTERS: Final = MappingProxyType(
    {
        **dict.fromkeys(("schedule", "pauses", "people"), "When"),
        **dict.fromkeys(("rules", "points"), "What it earns"),
        "activities": "What you can log",
        "goals": "Goals",
        "teams": "Teams",
        "company": "Everyone together",
        "boards": "Boards",
        "prizes": "Prizes",
        "weeks": "Week by week",
        "safety": "Safety",
        "privacy": "Privacy",
    }
)
"""The chapter of the rules page that tells what a section of the file says."""


@dataclass(frozen=True, slots=True)
class WordChange:
    """What a chapter of the rules or a section of the file said and says; empty: it said or says nothing."""

    chapter: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change as a line."""
        if not self.before:
            return f"{self.chapter}: new: {self.after}"
        if not self.after:
            return f"{self.chapter}: no longer: {self.before}"
        return f"{self.chapter}: {self.before} Becomes: {self.after}"


def changes_in_words(before: Challenge, after: Challenge, plugins: Registry) -> tuple[WordChange, ...]:
    """What people read differently; then what no chapter tells, as the lines of the file say it."""
    pages = [_chapters(rules_in_words(each, plugins)) for each in (before, after)]
    changes = [
        change
        for name in _names(*pages)
        for change in _changes(name, *(page.get(name, ()) for page in pages))
    ]
    changed = {change.chapter for change in changes}
    printed = [_sections(print_full(each, plugins)) for each in (before, after)]
    for name in _names(*printed):
        if name != "notices" and _CHAPTERS.get(name, name) not in changed:
            changes += _changes(f"'{name}' in the file", *(each.get(name, ()) for each in printed))
    return tuple(changes)


def message_changes(before: Challenge, after: Challenge, plugins: Registry) -> tuple[WordChange, ...]:
    """Which messages are new, come no longer, or come at another time or in other words."""
    old, new = ({item.id: item for item in each.notices} for each in (before, after))
    changes = []
    for name in _names(old, new):
        was, is_now = (_notice(each.get(name), plugins) for each in (old, new))
        if was != is_now:
            changes.append(WordChange(f"Message '{name}'", was, is_now))
    return tuple(changes)


def _notice(item: NoticeItem | None, plugins: Registry) -> str:
    if item is None:
        return ""
    trigger = plugins.trigger(item.full_name).configured(item.config)
    at = due_at(item, trigger)
    subject, text = str(item.subject) or trigger.subject, " ".join((str(item.text) or trigger.text).split())
    keys = "".join(f", {key} {value}" for key, value in sorted(item.config.items()))
    return f"to {item.to}, at {at}{keys}: '{subject}': {text}"


def _names(*by_name: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in by_name for name in each))


def _changes(chapter: str, before: Sequence[str], after: Sequence[str]) -> Iterator[WordChange]:
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        old, new = before[a:b], after[c:d]
        for at in range(max(len(old), len(new))):
            pair = old[at] if at < len(old) else "", new[at] if at < len(new) else ""
            yield WordChange(chapter, *_without_equal_end(*pair))


def _without_equal_end(before: str, after: str) -> tuple[str, str]:
    """Both without the sentences at the end that they share, such as a reason that stays."""
    old, new = before.split(". "), after.split(". ")
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        del old[-1], new[-1]
    return _sentences(old), _sentences(new)


def _sentences(parts: Sequence[str]) -> str:
    text = ". ".join(parts)
    return text if not text or text.endswith(".") else f"{text}."


def _chapters(page: str) -> dict[str, list[str]]:
    """The points of each chapter of a rules page, each in one line; the title and its text come first."""
    chapters: dict[str, list[str]] = {}
    points = chapters.setdefault("Title", [])
    for line in page.splitlines():
        if line.startswith("## "):
            points = chapters.setdefault(line.removeprefix("## "), [])
        elif line.strip().startswith(("- ", "# ")) or (line.strip() and not points):
            points.append(line.strip().lstrip("-# "))
        elif line.strip():
            points[-1] = f"{points[-1]} {line.strip()}"
    return chapters


def _sections(printed: str) -> dict[str, list[str]]:
    """The lines of each section of a printed file; what the title says is in the rules page."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in printed.splitlines():
        if line and not line[0].isspace() and not line.startswith("-"):
            name, _, rest = line.partition(":")
            lines = sections.setdefault(name, [])
            if rest.strip():
                lines.append(line)
        elif line.strip():
            lines.append(line.strip())
    return {name: lines for name, lines in sections.items() if name not in ("challenge", "about", "moonwalk")}
