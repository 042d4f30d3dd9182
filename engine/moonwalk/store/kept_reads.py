"""Answers of the database that one connection keeps, as long as nobody has written anything.

A use case asks the same small things again and again: what was launched, what is closed, how many facts
there are. SQLite counts what this connection writes, and says whether another one has written. While both
numbers stay, the answers do. Within a transaction that writes, nothing is kept: it may be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar, cast

_MOST: Final = 256
"""So many answers are kept: whoever asks about everyone, one after the other, must not keep everything."""

Answer = TypeVar("Answer")


class KeptReads:
    """The answers of one connection, by question. They are shared by all who ask: nobody changes one."""

    def __init__(self) -> None:
        self._state: Hashable = None
        self._answers: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self._answers)

    def answer(self, state: Hashable, question: Hashable, read: Callable[[], Answer]) -> Answer:
        """Return the answer to a question in a state of the database, from `read` where it is not kept."""
        if state != self._state:
            self._answers, self._state = {}, state
        # Should another program write while this one reads, what is asked on the way is of a later state;
        # this answer then goes with those before it.
        answers = self._answers
        if question in answers:
            return cast("Answer", answers[question])
        answer = read()
        if len(answers) >= _MOST:
            answers.clear()
        answers[question] = answer
        return answer


class Keeps(Protocol):
    """What can be asked: `state` is equal as long as nothing was written; None: nothing is to be kept."""

    kept: KeptReads

    def state(self) -> Hashable | None:
        """Return the state of the database, which changes whenever somebody writes."""


Asked = TypeVar("Asked", bound=Keeps)
Rest = ParamSpec("Rest")


def kept(read: Callable[Concatenate[Asked, Rest], Answer]) -> Callable[Concatenate[Asked, Rest], Answer]:
    """Have a function that reads the database ask it only where something was written since.

    Its answer must be one that nobody changes.
    """

    @wraps(read)
    def ask(db: Asked, *args: Rest.args, **named: Rest.kwargs) -> Answer:
        state = db.state()
        if state is None:
            return read(db, *args, **named)
        question = (read, args, tuple(named.items()))
        return db.kept.answer(state, question, lambda: read(db, *args, **named))

    return cast("Callable[Concatenate[Asked, Rest], Answer]", ask)
