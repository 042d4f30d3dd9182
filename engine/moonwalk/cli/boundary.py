"""The one place where errors end: what people can cause is told in sentences, with an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import click


class ExitCode(IntEnum):
    """What the shell sees."""

    FINE = 0
    PROBLEMS = 1
    USAGE = 2
    PLUGIN_FAILED = 3
    INTERRUPTED = 130


@contextmanager
def told() -> Iterator[None]:
    """Tells what went wrong on stderr and ends the process; a mistake of the program goes through."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Interrupted. What was saved stays saved.", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has stopped reading, as `head` does; that is no error.
        sys.stderr.close()
        sys.exit(ExitCode.FINE)
    except Exception as error:
        code = _tell(error)
        if code is None:
            raise
        sys.exit(code)


def _tell(error: Exception) -> ExitCode | None:
    # Loaded only now: telling the version must not load the engine.
    from moonwalk.host import PluginFailure
    from moonwalk.runs.errors import PluginFailed, Refused

    if isinstance(error, Refused):
        click.echo(error.message, err=True)
        for problem in error.problems:
            click.echo(str(problem), err=True)
        return ExitCode.PLUGIN_FAILED if isinstance(error, PluginFailed) else ExitCode.PROBLEMS
    if isinstance(error, PluginFailure):
        click.echo(f"{error} Nothing was changed. 'moonwalk plugins' shows all plugins.", err=True)
        return ExitCode.PLUGIN_FAILED
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        click.echo(f"Reading or writing{where} failed: {error.strerror or error}.", err=True)
        return ExitCode.PROBLEMS
    return None
