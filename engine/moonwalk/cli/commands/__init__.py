"""One file per command: parse, call one use case, print."""

from __future__ import annotations
