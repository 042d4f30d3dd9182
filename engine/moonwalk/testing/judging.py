"""Declarations and challenge files as the engine itself judges them.

This is the one place where the kit asks the engine, so that it never accepts what the engine would refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from moonwalk.api import Component
from moonwalk.definitions import RESERVED_KEYS, read_file
from moonwalk.registry import PluginFailure, load, plugin_of
from moonwalk.testing.examination import Fault

_HOOKS: Final = (
    "moonwalk_rules",
    "moonwalk_rankings",
    "moonwalk_notices",
    "moonwalk_channels",
    "moonwalk_sources",
    "moonwalk_panels",
)


def declaration_fault(kind: type[Component], declared: Component | None = None) -> Fault | None:
    """What the registry has against a class, or what is missing from its sentence; None where it is fine."""
    if declared is not None:
        return _sentence_fault(declared)
    try:
        report = load(installed=[plugin_of("kit", kind)], reserved=RESERVED_KEYS).reports[0]
    except (PluginFailure, TypeError) as error:
        return Fault("declaration", f"The registry refuses it: {error}")
    if report.problems:
        text = report.problems[0].partition(": ")[2] or report.problems[0]
        return Fault("declaration", f"The registry refuses it: {text} Until then nobody can name it.")
    return None


def _sentence_fault(declared: Component) -> Fault | None:
    try:
        sentence = declared.sentence()
    except Exception as error:  # a plugin's own sentence may raise anything
        return Fault("declaration", f"sentence() raises {type(error).__name__}: {error}. Return a text.")
    if not sentence.strip():
        text = "It has no docstring. Its first line is what people read as the rule: say there what it does."
        return Fault("declaration", text)
    gap = re.search(r"\{\w*\}", sentence)
    if gap:
        text = f"Its sentence has the gap {gap[0]}. Name a key of the class there."
        return Fault("declaration", text, sentence)
    return None


def declared_by(module: ModuleType) -> Iterator[type[Component]]:
    """Every class that the hooks of a plugin's module return."""
    for name in _HOOKS:
        hook: Any = getattr(module, name, None)
        if hook is not None:
            yield from hook()


def folders_of(module: ModuleType) -> Iterator[Path]:
    """Every folder of challenges that a plugin's module brings."""
    hook: Any = getattr(module, "moonwalk_challenges", None)
    if hook is not None:
        yield from hook()


def challenge_faults(folder: Path) -> Mapping[str, Fault]:
    """What is wrong with the challenge files of a folder, read with everything that is installed."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        text = f"There is no challenge in {folder.name}. Write one as NAME.yaml, and put it into the wheel."
        return {"challenges": Fault("challenges", text)}
    plugins = load(reserved=RESERVED_KEYS)
    for file in files:
        for problem in read_file(file, plugins).problems:
            if problem.severity == "error":
                where = f"{file.name}:{problem.place.line}"
                text = f"{problem.message} Mend it: 'moonwalk new' would copy the mistake."
                return {"challenges": Fault("challenges", text, where)}
    return {}
