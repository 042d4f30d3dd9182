"""A stranger's source, shown a few small files that cannot be its own, before it is shown anybody's."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final

from moonwalk.api import FieldError
from moonwalk.api.files import SourceFile
from moonwalk.registry.guard import describe

SECONDS: Final = 2.0
"""How long a source may look at each of the small files."""

_NONSENSE: Final = (
    SourceFile(name="empty.csv", content=b""),
    SourceFile(name="bytes.bin", content=bytes(range(256)) * 4),
    SourceFile(name="letter.txt", content=b"Dear all,\nplease find our walks of last week below.\n"),
)
_PLAIN: Final = (
    SourceFile(name="entries.csv", content=b"person,day,activity,amount\np01,2027-01-04,walk,12\n"),
    SourceFile(name="people.csv", content=b"id,name,team\np01,Ada,North\n"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a source; `harmful` where it would get in the way of other people's imports."""

    sentence: str
    harmful: bool


def trouble_of_source(made: Any) -> Trouble | None:
    """What a source does wrong when it is shown files of other formats; mostly nothing.

    Every source is asked about every file: one that hangs would hold up all imports, and one that
    recognises whatever it is shown would make each of them a question.
    """
    files = _NONSENSE if made.general else (*_NONSENSE, *_PLAIN)
    for file in files:
        answer = _answer(made, file)
        if answer is None:
            return Trouble(
                f"it did not say within {SECONDS:g} seconds whether it recognises the file {file.name}.", True
            )
        if isinstance(answer, BaseException):
            cause = describe(answer, made.__module__)
            return Trouble(f"it failed when it was shown the file {file.name}: {cause}.", False)
        if answer:
            what = "which is not of any format" if file in _NONSENSE else "which is Moonwalk's own format"
            return Trouble(f"it recognises the file {file.name}, {what}.", True)
    return None


def _answer(made: Any, file: SourceFile) -> bool | BaseException | None:
    """Whether a source recognises a file, or what it raised; None where it takes too long."""
    answers: SimpleQueue[bool | BaseException] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(bool(made().recognises(file)))
        except FieldError:
            answers.put(False)
        except BaseException as error:
            answers.put(error)

    # The process in which this happens ends soon, with whatever still runs in it.
    threading.Thread(target=ask, daemon=True).start()
    try:
        return answers.get(timeout=SECONDS)
    except Empty:
        return None
