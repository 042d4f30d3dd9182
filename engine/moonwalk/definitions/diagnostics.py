"""Where reading and checking report problems, so that one run tells everything."""

from __future__ import annotations

from moonwalk.api.problems import Place, Problem

MOST = 100


class Diagnostics:
    """The problems of one file, collected while it is read."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def error(self, place: Place, message: str) -> None:
        """Something that keeps the challenge from loading."""
        self._problems.append(Problem(message=message, place=place))

    def warning(self, place: Place, message: str) -> None:
        """Something an author should know."""
        self._problems.append(Problem(message=message, place=place, severity="warning"))

    @property
    def full(self) -> bool:
        """Whether there are so many problems already that more would help nobody."""
        return len(self._problems) >= MOST

    @property
    def failed(self) -> bool:
        """Whether any of them is an error."""
        return any(problem.severity == "error" for problem in self._problems)

    def sorted(self) -> tuple[Problem, ...]:
        """All of them once, in the order of the file."""
        return tuple(sorted(dict.fromkeys(self._problems), key=_position))


def _position(problem: Problem) -> tuple[int, int]:
    return problem.place.line or 0, problem.place.column or 0
