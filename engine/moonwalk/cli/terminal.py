"""The one way to the terminal: whatever is printed, on stdout or on stderr, goes through here.

What people, files, arguments, the environment and plugins say may hold characters that steer a terminal,
turn a line round, or begin a line that looks like one of ours. None of them gets through: `put` prints one
line whatever is in it, and `Guarded` holds for what is printed by others, such as a traceback or a plugin.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO

import click

_STEERING: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"  # C0, C1, bidi, half characters
)
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
_AGAIN: Final = "\r\x1b[K"
"""Takes the line away that the cursor is in. The only such thing that is ever sent."""


def clean(text: str) -> str:
    """Text without what would steer a terminal, end the line or turn it round.

    The screen replaces more than this: there, an invisible letter would move the columns of a table.
    """
    return text if text.isprintable() else _STEERING.sub(_REPLACED, text)


def clean_lines(text: str) -> str:
    """Text of several lines, each of them clean."""
    return "\n".join(clean(line) for line in text.replace("\t", "    ").split("\n"))


def escaped(json: str) -> str:
    """JSON with what would steer a terminal escaped, which in its texts means the very same."""
    return "\n".join(
        _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", line) for line in json.split("\n")
    )


def put(text: str = "", *, err: bool = False) -> None:
    """Print one line, on stdout or on stderr. A line end in it is data of somebody, and ends no line."""
    click.echo(clean(text), err=err)


def put_lines(text: str, *, err: bool = False) -> None:
    """Print a text of several lines, all of which are the program's own."""
    click.echo(clean_lines(text), err=err)


def say(text: str) -> None:
    """Narration, on stderr."""
    put(text, err=True)


def ask(question: str) -> str:
    """What somebody types in answer to a question, which is put on stderr."""
    return str(click.prompt(clean(question), err=True, default="", show_default=False))


def ask_secret(question: str, twice: bool) -> str:
    """What somebody types unseen in answer to a question on stderr; if `twice`, the same again."""
    return str(
        click.prompt(
            clean(question),
            hide_input=True,
            confirmation_prompt="The same again" if twice else False,
            err=True,
        )
    )


def redraw(text: str = "") -> None:
    """Write a line on stderr over the one that the cursor is in; for terminals only."""
    stream = sys.stderr.stream if isinstance(sys.stderr, Guarded) else sys.stderr
    stream.write(_AGAIN + clean(text))
    stream.flush()


class Guarded:
    """A stream that lets lines through, and nothing that would steer a terminal.

    Tracebacks and warnings of Python, and whatever plugins or libraries print, come this way.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write a text without what would steer a terminal."""
        self.stream.write(clean_lines(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write several texts in the same way."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def guard() -> None:
    """Put a guard on stdout and stderr, for as long as the program runs.

    A terminal or pipe that cannot show a character shows a question mark; it never ends the program.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None:
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
            setattr(sys, name, Guarded(stream))


@contextmanager
def usage_errors() -> Iterator[None]:
    """Say what could not be understood, in click's words, and end the process."""
    try:
        yield
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        if context is not None:
            put_lines(context.get_usage(), err=True)
            put(f"Try '{context.command_path} --help' for help.", err=True)
            put(err=True)
        # Click writes each of several choices on a line of its own.
        message = re.sub(r"\n\t?", " ", error.format_message()) if _is_ours(error) else error.format_message()
        put(f"Error: {message}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        put("Aborted!", err=True)
        sys.exit(1)


def _is_ours(error: click.ClickException) -> bool:
    """Whether the whole text is the program's own, so that lines end where they seem to."""
    return isinstance(error, click.MissingParameter)
