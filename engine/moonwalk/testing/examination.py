"""What is wrong with a plugin under test: one fault for each check, each with the smallest example."""

from __future__ import annotations

import faulthandler
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TextIO, TypeVar

from moonwalk.testing.confinement import Overdue, Resource, Trespass, Watch, is_inside

T = TypeVar("T")

ADVICE: Final[MappingProxyType[Resource, str]] = MappingProxyType(
    {
        "the clock": "Take the day from context.as_of and from the days: boards are worked out anew.",
        "randomness": "Derive all chance from context.seed, as random.Random(context.seed) does.",
        "files": "Make what it needs a field of the class, or a constant of its module.",
        "the network": "Make what it needs a field of the class: a board must not depend on the network.",
        "processes": "Work it out in Python, and leave the process running.",
        "the environment": "Make it a field of the class, which a challenge file sets and everyone can read.",
        "threads": "Answer from the call itself: nobody waits for a thread.",
        "output": "Say it in the reason of an award: what is printed would get among the data of a command.",
        "the keyboard": "Make it a field of the class: nobody is there to answer.",
    }
)


class Refusal(Exception):
    """The plugin gave no answer, and the fault is written down already."""


class Abandoned(Exception):
    """Nothing more is asked: each further question would take as long."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in two sentences, by the check that it belongs to; `example` may be empty."""

    check: str
    text: str
    example: str = ""

    def __str__(self) -> str:
        return f"{self.text}\nExample: {self.example}" if self.example else self.text


@dataclass
class Examiner:
    """Asks a plugin under watch, and keeps the first fault of each check: examples come smallest first."""

    watch: Watch
    seconds: float
    journal: TextIO
    traces: TextIO
    faults: dict[str, Fault] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """What was answered to each example, to compare with what another process answers."""

    trespasses: str = "own_input"
    """The check that the use of anything forbidden counts against."""

    def fault(self, check: str, text: str, example: str = "") -> None:
        """Writes a fault down, unless the check has one already."""
        if check not in self.faults:
            self.faults[check] = Fault(check, text, example)

    def ask(self, check: str, example: str, question: Callable[[], T]) -> T:
        """What the plugin answers; Refusal where it does not, with the fault written down.

        `check` is what an exception of the plugin's own counts against.
        """
        self.journal.write(f"{example}\n")
        self.journal.flush()
        # The watch ends what calls anything at all; this ends the process where a loop calls nothing.
        faulthandler.dump_traceback_later(1.5 * self.seconds, exit=True, file=self.traces)
        try:
            with self.watch.on(self.seconds):
                answer = question()
        except MemoryError:
            self.fault("time_and_memory", _hungry(), example)
        except SystemExit as error:
            text = f"It ends the process with sys.exit({error.code}). {ADVICE['processes']}"
            self.fault(self.trespasses, text, example)
        except Overdue as error:
            self.fault("time_and_memory", overdue(self.seconds, str(error)), example)
            faulthandler.cancel_dump_traceback_later()
            raise Abandoned from None
        except Trespass:
            pass
        except BaseException as error:  # a plugin may raise anything at all
            self._raised(check, error, example)
        else:
            faulthandler.cancel_dump_traceback_later()
            if not self.watch.used:
                return answer
        faulthandler.cancel_dump_traceback_later()
        self._trespassed(example)
        raise Refusal

    def _trespassed(self, example: str) -> None:
        for use in self.watch.used:
            text = f"It uses {use.resource}: {use.function} at {use.place}. {ADVICE[use.resource]}"
            self.fault(self.trespasses, text, example)
        self.watch.used.clear()

    def _raised(self, check: str, error: BaseException, example: str) -> None:
        place = self.place_of(error)
        name, text = type(error).__name__, " ".join(str(error).split())[:200]
        at = f" at {place}" if place else ""
        if name == "FrozenInstanceError" or _REFUSED.search(text):
            self.fault(
                "input_unchanged", f"It tries to change what it is given{at} ({text}). {_COPY}", example
            )
            return
        said = f"{name}: {text}" if text else name
        self.fault(check, f"It raises {said}{at}. {_RAISES.get(check, _RAISES['answers'])}", example)

    def place_of(self, error: BaseException) -> str:
        """The innermost line of the plugin that an exception passed."""
        place, trace = "", error.__traceback__
        while trace is not None:
            if is_inside(trace.tb_frame.f_code.co_filename, self.watch.home):
                place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
            trace = trace.tb_next
        return place


_REFUSED: Final = re.compile(
    "read-only|mappingproxy' object "
    "(does not support item|has no attribute '(clear|pop|popitem|setdefault|update)')"
)
"""What Python says where something is to be changed that cannot be."""

_COPY: Final = "Make a copy and change that."
_RAISES: Final = MappingProxyType(
    {
        "answers": "Answer every question of the kind: a board whose rule raises is not worked out.",
        "empty_days": "Answer () where there is nothing: everybody begins without a day or an entry.",
        "quiet_import": "Let the module be imported anywhere: until then it is listed as broken.",
    }
)


def _hungry() -> str:
    return (
        "It needs more memory than it is allowed to. "
        "Yield awards one by one, and keep nothing but what the days hold."
    )


def overdue(seconds: float, place: str) -> str:
    """That an answer takes too long, and the line of the plugin that it had come to."""
    at = f", and was at {place}" if place else ""
    return f"It does not finish within {seconds:g} s{at}. Make sure that every loop and every wait ends."


def whole_number(value: Any, what: str) -> str:
    """What is wrong with a value that should be a whole number, or nothing."""
    if type(value) is int:
        return "" if abs(value) < 10**9 else f"It gives {value} as {what}. Points are below 10^9 in size."
    name = type(value).__name__
    if isinstance(value, float):
        hint = "Round down once a day: int(...) or //, since no floating point decides who wins."
    elif isinstance(value, bool):
        hint = "Write 1 or 0, since True and False are no numbers of points."
    else:
        hint = "Give an int."
    return f"It gives {value!r} ({name}) as {what}, which is not a whole number (int). {hint}"


def end_of(path: Path) -> str:
    """The last line of a file that another process may have left unfinished."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return lines[-1] if lines else ""


def memory_limit(megabytes: int) -> None:
    """Lets this process have so much more memory than it has now, where the system can say and do that."""
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
