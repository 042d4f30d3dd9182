"""The collector of problems, so that one run over a file reports all of them."""

from __future__ import annotations

from moonwalk.api.problems import Place, Problem, printable

MOST = 100


class Diagnostics:
    """The problems of one file, collected while it is read."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def error(self, place: Place, message: str) -> None:
        """Add a problem that keeps the challenge from loading."""
        # Messages repeat what is written, and letters that nobody sees are often what is wrong with it.
        self._problems.append(Problem(message=printable(message), place=place))

    def warning(self, place: Place, message: str) -> None:
        """Add a problem that the challenge loads with."""
        self._problems.append(Problem(message=printable(message), place=place, severity="warning"))

    def take(self, others: Diagnostics) -> None:
        """Add all problems of another collector."""
        self._problems += others._problems

    @property
    def full(self) -> bool:
        """Whether there are so many problems already that more would help nobody."""
        return len(self._problems) >= MOST

    @property
    def failed(self) -> bool:
        """Whether any of them is an error."""
        return any(problem.severity == "error" for problem in self._problems)

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems without duplicates, in the order of the file."""
        return tuple(sorted(dict.fromkeys(self._problems), key=_position))


def _position(problem: Problem) -> tuple[int, int]:
    return problem.place.line or 0, problem.place.column or 0
