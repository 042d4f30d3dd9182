"""What a new text changes, in the words of the rules page and in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.definitions import (
    Challenge,
    NoticeItem,
    RulesChapter,
    chapter_text,
    print_full,
    rules_chapters,
)
from moonwalk.registry import Registry
from moonwalk.services.notice_context import due_at

_TEXTS: Final = Catalogue(__name__)
_CHAPTERS: Final = MappingProxyType(
    {
        **dict.fromkeys(("schedule", "pauses", "people"), "when"),
        **dict.fromkeys(("rules", "points"), "earning"),
        "company": "together",
    }
)
"""The chapter of the rules page that tells what a section of the file says, where it is called otherwise."""


@dataclass(frozen=True, slots=True)
class WordChange:
    """What a chapter of the rules or a section of the file said and says; empty: it said or says nothing."""

    chapter: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change as a line."""
        values = {"chapter": self.chapter, "before": self.before, "after": self.after}
        if not self.before:
            return _TEXTS.fill("{chapter}: new: {after}", **values)
        if not self.after:
            return _TEXTS.fill("{chapter}: no longer: {before}", **values)
        return _TEXTS.fill("{chapter}: {before} Becomes: {after}", **values)


def changes_in_words(before: Challenge, after: Challenge, plugins: Registry) -> tuple[WordChange, ...]:
    """What people read differently; then what no chapter tells, as the lines of the file say it."""
    chapters = [rules_chapters(each, plugins) for each in (before, after)]
    titles = {chapter.name: chapter.title for each in chapters for chapter in each}
    titles["title"] = _TEXTS.gettext("Title")
    pages = [_points(each, rules) for each, rules in zip((before, after), chapters, strict=True)]
    by_chapter = {
        name: tuple(_changes(titles[name], *(page.get(name, ()) for page in pages)))
        for name in _names(*pages)
    }
    changes = [change for each in by_chapter.values() for change in each]
    printed = [_sections(print_full(each, plugins)) for each in (before, after)]
    for name in _names(*printed):
        if name != "notices" and not by_chapter.get(_CHAPTERS.get(name, name)):
            label = _TEXTS.fill("'{section}' in the file", section=name)
            changes += _changes(label, *(each.get(name, ()) for each in printed))
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


def _points(challenge: Challenge, chapters: Sequence[RulesChapter]) -> dict[str, list[str]]:
    """The points of each chapter of the rules, each in one line; the title and its text come first."""
    page = {"title": [" ".join(f"{challenge.title} {challenge.about}".split())]}
    for chapter in chapters:
        points = page.setdefault(chapter.name, [])
        for line in map(str.strip, chapter_text(chapter)):
            if line.startswith("- ") or (line and not points):
                points.append(line.lstrip("- "))
            elif line:
                points[-1] = f"{points[-1]} {line}"
    return page


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
