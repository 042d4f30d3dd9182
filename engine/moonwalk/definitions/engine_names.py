"""The names of engines, which say where a challenge is scored in full: `local`, `processes`, `dask://HOST`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from moonwalk.api.field_types import FieldType
from moonwalk.api.problems import FieldError, did_you_mean, quoted

LOCAL: Final = "local"
PROCESSES: Final = "processes"
NAMED: Final = (LOCAL, PROCESSES)

_PORT: Final = 8786
"""The port of a scheduler of Dask, unless somebody chose another."""

_SCHEDULER: Final = r"dask(\+tls)?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([1-9][0-9]{0,4}))?/?"


@dataclass(frozen=True)
class EngineKind(FieldType[str]):
    """`local`, `processes`, or `dask://scheduler:8786`."""

    name: ClassVar[str] = "engine"

    def parse(self, text: str) -> str:
        """The name as written."""
        if text in NAMED or re.fullmatch(_SCHEDULER, text):
            return text
        raise FieldError(
            f"{quoted(text)} is not an engine. Write {', '.join(NAMED)} or dask://HOST:{_PORT}."
            f"{did_you_mean(text, NAMED)}"
        )

    def accept(self, raw: object) -> str:
        """A name as text."""
        return self.parse(str(raw))

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^(?:{'|'.join(NAMED)}|{_SCHEDULER})$"}


EngineName = Annotated[str, EngineKind()]


def scheduler_of(name: str) -> str:
    """Return where the scheduler of `dask://HOST:PORT` is, as Dask writes it. FieldError for other names."""
    match = re.fullmatch(_SCHEDULER, name)
    if match is None:
        raise FieldError(f"{quoted(name)} names no scheduler.")
    return f"{'tls' if match[1] else 'tcp'}://{match[2]}:{match[3] or _PORT}"
