"""The command line: one group, commands loaded when they are used, one place where errors end."""

from moonwalk.cli.main import build, main

__all__ = ["build", "main"]
