"""What changed between two looks, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moonwalk.runs.why.figures import count, rounded, short, signed
from moonwalk.runs.why.parting_words import told_gaps
from moonwalk.runs.why.views import MemberChange, PersonChange, TeamChange


def person_in_words(found: PersonChange) -> PersonChange:
    """The same with the words for it."""
    sentences = [_points(found), _awards(found), _entries(found), *_days(found)]
    return replace(found, words=" ".join(one for one in sentences if one))


def team_in_words(found: TeamChange) -> TeamChange:
    """The same with the words for it."""
    sentences = [_score(found), _size(found), _others(found), _came_and_went(found.members), _paused(found)]
    return replace(found, words=" ".join(one for one in sentences if one))


def _points(found: PersonChange) -> str:
    gap = found.after - found.before
    has = f"{found.name} has {count(found.after, 'point', 'points')}"
    if not gap:
        return f"{has}, as at {found.since}."
    return f"{has}, {abs(gap)} {'more' if gap > 0 else 'less'} than at {found.since}."


def _awards(found: PersonChange) -> str:
    told = []
    for news, one, many in (
        ("new", "new award", "new awards"),
        ("changed", "award that is another one now", "awards that are others now"),
        ("gone", "award that is gone", "awards that are gone"),
    ):
        gaps = [award.after - award.before for award in found.awards if award.news == news]
        if gaps:
            told.append(f"{sum(gaps):+d} by {count(len(gaps), one, many)}")
    return f"{', '.join(told)}." if told else ""


def _entries(found: PersonChange) -> str:
    new = [one for one in found.entries if one.before is None]
    idle = sum(one.entry.verdict != "counted" for one in new)
    told = []
    if new:
        left_out = f" ({idle} of them {'does' if idle == 1 else 'do'} not count)" if idle else ""
        told.append(f"{count(len(new), 'entry', 'entries')} became known{left_out}")
    replaced = sum(one.before is not None and one.entry.verdict == "superseded" for one in found.entries)
    if replaced:
        told.append(f"{count(replaced, 'entry was', 'entries were')} replaced or taken out")
    others = len(found.entries) - len(new) - replaced
    if others:
        told.append(f"{count(others, 'entry fares', 'entries fare')} otherwise")
    return f"{', '.join(told)}." if told else ""


def _days(found: PersonChange) -> list[str]:
    words = {"closed": ("day can no longer be logged", "days can no longer be logged")}
    told = []
    for one in found.days:
        gap = one.after - one.before
        if one.what in words and gap > 0:
            told.append(f"{count(gap, *words[one.what])}.")
        elif one.what == "paused":
            told.append(f"{count(one.after, 'day is', 'days are')} paused, {one.before} before.")
        elif one.what == "taking part":
            told.append(f"{found.name} takes part on {count(one.after, 'day', 'days')}, {one.before} before.")
    return told


def _score(found: TeamChange) -> str:
    before, after, gap, unit = found.before, found.after, found.difference, found.board.unit
    if before is None:
        return f"At {found.since} nobody was in {after.name}; it has {after.shown}{unit} now."
    if gap is None:
        return f"{after.name} had {before.shown}, and has {after.shown}."
    place = _place(found)
    if before.shown == after.shown:
        return f"{after.name} has {after.shown}{unit}, as at {found.since}{place}."
    went = "up" if gap > 0 else "down"
    changed = f"{after.name} went {went} from {before.shown}{unit} to {after.shown}{unit}"
    return f"{changed} since {found.since}{place}: {told_parts_of(found)}."


def told_parts_of(found: TeamChange) -> str:
    """What the change of a score is made of: "1.4 from Minutes, -4.6 from its members"."""
    parts = [(one.score, one.label) for one in found.rules]
    of_size = "its members and their days" if _resized(found) else "the ranking itself"
    gaps = [*parts, (found.others, "other teams"), (found.size, of_size)]
    return told_gaps(gaps, found.board.decimals) or "by less than is shown"


def _place(found: TeamChange) -> str:
    before, after = found.before, found.after
    if before is None or before.place is None or after.place is None or before.place == after.place:
        return ""
    return f" (place {before.place:g} then, {after.place:g} now)"


def _resized(found: TeamChange) -> bool:
    before, after = found.before, found.after
    return before is not None and (before.size, before.active) != (after.size, after.active)


def _size(found: TeamChange) -> str:
    before, after, decimals = found.before, found.after, found.board.decimals
    if before is None or found.difference is None or not rounded(found.size, decimals) or not _resized(found):
        return ""
    return (
        f"It counts as {short(after.size)} members now and counted as {short(before.size)}: what was there "
        f"already is shared otherwise, which makes {signed(found.size, decimals)}."
    )


def _others(found: TeamChange) -> str:
    if not rounded(found.others, found.board.decimals):
        return ""
    return f"What other teams earned makes {signed(found.others, found.board.decimals)}."


def _came_and_went(members: Sequence[MemberChange]) -> str:
    told = []
    for news in ("joined", "left"):
        names = [one.name for one in members if one.news == news]
        if names:
            few = ", ".join(names[:4])
            told.append(f"{few}{f' and {len(names) - 4} more' if len(names) > 4 else ''} {news}")
    return f"{'; '.join(told)}." if told else ""


def _paused(found: TeamChange) -> str:
    before = sum(one.paused_before for one in found.members)
    after = sum(one.paused_after for one in found.members)
    return "" if before == after else f"Members paused on {count(after, 'day', 'days')}, {before} before."
