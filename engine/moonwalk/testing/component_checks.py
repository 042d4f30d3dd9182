"""The checks of rankings, notices, channels, sources and panels."""

from __future__ import annotations

import math
import socket
import string
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from moonwalk.api import FieldError, Ranking, Summaries, Summary
from moonwalk.api.arrays import Scores
from moonwalk.api.fields import ClockTime
from moonwalk.api.files import EntryRow, PersonRow, Rejected, Remark, Skipped, Source
from moonwalk.api.notices import Channel, Delivered, Never, Notice, NoticeRule, Retry
from moonwalk.api.panels import Panel, PanelText, Series, Table
from moonwalk.testing.awards import boards_of, plain_context
from moonwalk.testing.component_cases import (
    Sample,
    boards,
    files,
    message,
    notice_context,
    spans,
    views,
)
from moonwalk.testing.examination import Examiner, Refusal

_MOST: Final = 100_000


def examine_ranking(examiner: Examiner, ranking: Ranking) -> None:
    """Scores are exact, hold for small boards, and are those of the vectorised form."""
    for label, board in boards(boards_of(ranking)):
        try:
            _examine_board(examiner, ranking, label, board)
        except Refusal:
            continue


def _examine_board(examiner: Examiner, ranking: Ranking, label: str, board: Summaries) -> None:
    context, rows = plain_context(10), board.rows()

    def scores_among(others: Sequence[Summary]) -> list[Any]:
        return [ranking.score(row, others, context) for row in rows]

    scores = examiner.ask("answers", label, lambda: scores_among(rows))
    again = examiner.ask("answers", label, lambda: scores_among(rows[::-1]))
    vector = examiner.ask("both_forms", label, lambda: ranking.scores(board, context))
    examiner.answers[label] = repr(scores)
    for score in scores:
        if score is not None and type(score) is not int and not isinstance(score, Fraction):
            text = (
                f"It gives {score!r} ({type(score).__name__}) as a score, which is not exact. "
                "Give a Fraction, an int, or None while there is nothing to score."
            )
            examiner.fault("exact_scores", text, label)
    if scores != again:
        text = "A score depends on the order of the rows. Compare rows by what they are, wherever they stand."
        examiner.fault("independent_rows", text, label)
    if vector is not None:
        _compare_scores(examiner, vector, scores, label)


def _compare_scores(examiner: Examiner, vector: Any, scores: list[Any], label: str) -> None:
    if not isinstance(vector, Scores) or not np.issubdtype(np.asarray(vector.numerators).dtype, np.integer):
        text = f"Its vectorised form gives {vector!r}. Give Scores of whole numerators and denominators."
        examiner.fault("both_forms", text, label)
        return
    for row, score in enumerate(scores):
        fast = vector.exact(row) if vector.scored[row] else None
        if fast != score:
            text = (
                f"In row {row + 1} its vectorised form scores {fast}, and its scalar form {score}. "
                "The scalar form is what the ranking means: mend the one that is wrong."
            )
            examiner.fault("both_forms", text, label)


def examine_notices(examiner: Examiner, rule: NoticeRule) -> None:
    """Notices fall due once, in the span that is asked about, to people who are there, with their words."""
    fields = {
        name for text in (rule.subject, rule.text) for _, name, _, _ in string.Formatter().parse(text) if name
    }
    unknown = sorted(fields - set(rule.placeholders))
    if unknown:
        text = f"Its text uses {{{unknown[0]}}}, which placeholders does not list. List it, and fill it in."
        examiner.fault("placeholders", text)
    at = ClockTime(days=tuple(range(7)), hour=9, minute=0)
    said: dict[int, set[tuple[str, str]]] = {}
    for hours in (24 * 49, 7):
        said[hours] = set()
        for since, now in spans(hours):
            label = f"asked about {since:%Y-%m-%d %H:%M} to {now:%Y-%m-%d %H:%M}"
            context = notice_context(since, now)
            try:
                notices = examiner.ask(
                    "answers",
                    label,
                    lambda c=context: tuple(islice(rule.notices(c, at), _MOST)),  # type: ignore[misc]
                )
            except Refusal:
                return
            if len(notices) == _MOST:
                text = "It gives 100,000 notices to three people. Give each person one for each occasion."
                examiner.fault("time_and_memory", text, label)
                return
            examiner.answers[label] = repr(notices)
            for notice in notices:
                _judge_notice(examiner, rule, notice, (since, now), label)
                said[hours].add((getattr(notice, "person", ""), getattr(notice, "key", "")))
    missed = sorted(said[24 * 49] - said[7])
    if missed:
        text = (
            f"Asked every seven hours it never gives the notice {missed[0][1]!r} to {missed[0][0]}, which it "
            "gives when asked once for the whole time. Give what falls due after since and not after now."
        )
        examiner.fault("due_in_span", text)


def _judge_notice(
    examiner: Examiner, rule: NoticeRule, notice: Any, span: tuple[datetime, datetime], label: str
) -> None:
    if not isinstance(notice, Notice):
        examiner.fault("answers", f"It gives {notice!r}, which is no Notice. Yield Notice(...).", label)
        return
    if notice.person not in ("p1", "p2", "p3"):
        text = (
            f"It addresses {notice.person!r}, who does not take part. Take the id of one of context.people."
        )
        examiner.fault("people_exist", text, label)
    missing = sorted(set(rule.placeholders) - set(notice.values))
    wrong = sorted(name for name, value in notice.values.items() if not isinstance(value, str))
    if missing or wrong:
        what = (
            f"leaves {{{missing[0]}}} empty" if missing else f"gives {notice.values[wrong[0]]!r} for a text"
        )
        text = f"It {what}. Give a text in values for each of its placeholders."
        examiner.fault("placeholders", text, label)
    if not isinstance(notice.due, datetime) or notice.due.tzinfo is None:
        text = f"It gives {notice.due!r} as a time. Give a datetime with a time zone."
        examiner.fault("due_in_span", text, label)
    elif not span[0] < notice.due <= span[1]:
        text = (
            f"It gives a notice that is due on {notice.due}, outside of what it is asked about. Leave it out."
        )
        examiner.fault("due_in_span", text, label)
    if not isinstance(notice.key, str) or not notice.key:
        examiner.fault("answers", f"It gives {notice.key!r} as a key. Name the occasion.", label)


def examine_channel(examiner: Examiner, channel: Channel, folder: Path) -> None:
    """Outcomes are outcomes, files stay in the folder, a person can be forgotten; nothing is reached."""
    reached: list[str] = []
    _cut_off(reached)
    for number in (1, 1, 2):
        note = message(number)
        try:
            outcome = examiner.ask("raises", note.subject, lambda m=note: channel.deliver(m, str(folder)))  # type: ignore[misc]
        except Refusal:
            # Whatever a channel raises counts as Retry; that is no fault, but for a file that it cannot name.
            raised = examiner.faults.pop("raises", None)
            if raised is not None and "FileNotFoundError" in raised.text and folder.name in raised.text:
                text = (
                    f"{raised.text.partition(' Answer')[0]} A key such as {note.key} has slashes in it, so "
                    "it is not the name of a file."
                )
                examiner.fault("outcomes", text, note.subject)
            continue
        _judge_outcome(examiner, outcome, note.subject)
        if reached and isinstance(outcome, Delivered):
            text = (
                f"It says Delivered, though it could not reach {reached[0]}. "
                "Say Retry with a reason, or let the exception through."
            )
            examiner.fault("outcomes", text, note.subject)
    note = message()
    try:
        examiner.ask("forgets", "forget", lambda: channel.forget(note.recipient, str(folder)))
    except Refusal:
        return
    kept = [path.name for path in folder.rglob("*") if path.is_file() and _mentions(path)]
    if kept:
        text = (
            f"After forget(), its file {kept[0]} still names the person. "
            "Erase there what forget() is asked about, or keep no name."
        )
        examiner.fault("forgets", text)


def _mentions(path: Path) -> bool:
    content, note = path.read_bytes(), message()
    return any(word.encode() in content for word in (note.recipient, note.recipient_name))


def _cut_off(reached: list[str]) -> None:
    """Nothing can be reached from here on; who tried is kept in the list."""

    def refuse(*address: Any, **_: Any) -> Any:
        reached.append(str(address[1] if len(address) > 1 and address[0] is not None else address[0]))
        raise OSError("the test kit has no network")

    for owner, name in ((socket.socket, "connect"), (socket.socket, "connect_ex"), (socket.socket, "sendto")):
        setattr(owner, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        setattr(socket, name, refuse)


def _judge_outcome(examiner: Examiner, outcome: Any, label: str) -> None:
    if not isinstance(outcome, Delivered | Retry | Never):
        text = f"It answers {outcome!r}. Answer Delivered(), Retry(reason=...) or Never(reason=...)."
        examiner.fault("outcomes", text, label)
    elif isinstance(outcome, Retry | Never) and not str(outcome.reason).strip():
        examiner.fault("outcomes", "It gives no reason. Say in a few words what went wrong.", label)
    elif isinstance(outcome, Retry) and not isinstance(outcome.after, timedelta):
        text = f"It asks to be tried after {outcome.after!r}. Give a timedelta."
        examiner.fault("outcomes", text, label)


def examine_source(
    examiner: Examiner, source: Source, examples: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """It knows its own files and no others, and gives a usable row for each line."""
    for sample in files(examples):
        try:
            knows = examiner.ask("answers", sample.label, lambda s=sample: _knows(source, s))  # type: ignore[misc]
        except Refusal:
            continue
        if knows and not sample.own and "half" not in sample.label:
            text = (
                "It recognises a file that is none of its format, and would take it from another source. "
                "Ask for a column or a word that only this format has."
            )
            examiner.fault("recognises", text, sample.label)
        if sample.own and not knows:
            text = "It does not recognise this example of its own format. Widen recognises()."
            examiner.fault("recognises", text, sample.label)
        if sample.own or knows:
            _read(examiner, source, sample)


def _knows(source: Source, sample: Sample) -> bool:
    try:
        return bool(source.recognises(sample.file))
    except FieldError:
        return False


def _read(examiner: Examiner, source: Source, sample: Sample) -> None:
    def rows() -> tuple[Any, ...]:
        try:
            return tuple(islice(source.read(sample.file), _MOST))
        except FieldError as error:
            return (Remark(text=str(error)),)

    try:
        answer, second = (examiner.ask("answers", sample.label, rows) for _ in range(2))
    except Refusal:
        return
    examiner.answers[sample.label] = repr(answer)
    if repr(answer) != repr(second):
        text = "It reads the same file in two ways. Keep nothing from file to file."
        examiner.fault("same_again", text, sample.label)
    for row in answer:
        problem = _row_problem(source, row)
        if problem:
            examiner.fault("rows", problem, f"{sample.label}, line {getattr(row, 'line', '?')}")
    if sample.own and not any(isinstance(row, EntryRow | PersonRow) for row in answer):
        text = "It reads nothing from this example of its own format. Yield a row for each line."
        examiner.fault("rows", text, sample.label)


def _row_problem(source: Source, row: Any) -> str:
    if isinstance(row, Rejected | Skipped | Remark):
        said = row.text if isinstance(row, Remark) else row.reason
        return (
            "" if str(said).strip() else "It gives no reason. Say what is wrong, and what to write instead."
        )
    if isinstance(row, PersonRow) and source.brings == "people":
        return "" if row.id and row.name else "It gives a person without an id or a name. Yield Rejected."
    if not isinstance(row, EntryRow) or source.brings != "entries":
        wanted = "an EntryRow" if source.brings == "entries" else "a PersonRow"
        return f"It gives {row!r}, though it brings {source.brings}. Yield {wanted}, Rejected or Skipped."
    if type(row.amount) is not int or not 0 <= row.amount < 10**12:
        return (
            f"It gives {row.amount!r} ({type(row.amount).__name__}) as an amount. "
            "Give whole thousandths of the unit: 12.5 minutes are 12500."
        )
    if not isinstance(row.person, str) or not row.person.strip():
        return f"It gives {row.person!r} as a person. Yield Rejected where a line names nobody."
    if row.day is not None and type(row.day) is not date:
        return f"It gives {row.day!r} as a day. Give a date."
    if row.logged is not None and row.logged.tzinfo is None:
        return f"It gives {row.logged!r} without a time zone. Take the one of file.timezone."
    if row.day is None and row.logged is None:
        return "It gives an entry with neither a day nor a time. Yield Rejected where a line has none."
    return ""


def examine_panel(examiner: Examiner, panel: Panel) -> None:
    """A title in one line, and a table, a series or a text that can be drawn, also on the first day."""
    for label, view in views():
        try:
            title = examiner.ask("answers", label, panel.title)
            content: Any = examiner.ask("answers", label, lambda v=view: panel.show(v))  # type: ignore[misc]
        except Refusal:
            continue
        examiner.answers[label] = repr(content)
        if not isinstance(title, str) or not title.strip() or "\n" in title:
            text = f"Its title is {title!r}. Give a few words in one line."
            examiner.fault("content", text, label)
        problem = _content_problem(content)
        if problem:
            examiner.fault("content", problem, label)


def _content_problem(content: Any) -> str:
    if isinstance(content, PanelText):
        return "" if isinstance(content.text, str) else f"Its text is {content.text!r}. Give a text."
    if isinstance(content, Table):
        for row in (content.columns, *content.rows):
            if len(row) != len(content.columns):
                return f"A row has {len(row)} cells for {len(content.columns)} columns. Give one for each."
            if not all(isinstance(cell, str) for cell in row):
                return (
                    f"The row {row!r} has a cell that is no text. Write numbers as text, as people read them."
                )
        return ""
    if isinstance(content, Series):
        if len(content.labels) != len(content.values):
            return (
                f"It has {len(content.labels)} labels and {len(content.values)} values. Give as many of both."
            )
        most = () if content.most is None else (content.most,)
        odd = [value for value in (*content.values, *most) if not math.isfinite(value)]
        return f"It draws {odd[0]}, which no bar shows. Give finite numbers." if odd else ""
    return f"It shows {content!r}. Give a Table, a Series or a PanelText."
