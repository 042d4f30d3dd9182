"""The process in which a plugin is tried: `python -m moonwalk.testing.child FOLDER`, or a fork.

The folder holds the order as JSON; what is found out is written there, so that it is known how far this
process came even where the plugin ends it.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import locale
import os
import sys
import traceback
from base64 import b64decode
from collections.abc import Mapping
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any, Final

from moonwalk.api import Component, Ranking, Rule
from moonwalk.api.files import Source
from moonwalk.api.notices import Channel, NoticeRule
from moonwalk.api.panels import Panel
from moonwalk.testing.component_checks import (
    examine_channel,
    examine_notices,
    examine_panel,
    examine_ranking,
    examine_source,
)
from moonwalk.testing.confinement import EVERYTHING, Resource, Watch
from moonwalk.testing.examination import Abandoned, Examiner, Refusal, memory_limit
from moonwalk.testing.rule_checks import examine_rule

ORDER: Final = "order.json"
JOURNAL: Final = "journal.txt"
TRACES: Final = "traces.txt"
RESULT: Final = "result.json"
ERRORS: Final = "errors.txt"

_OF_CHANNELS: Final = frozenset[Resource]({"the keyboard"})
"""A channel may reach out; that is what it is for."""


def main(folder: Path) -> None:
    """Carries out the order in a folder, and writes the result beside it."""
    order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
    sys.path[:] = order["path"]
    _set_locale()
    memory_limit(order["megabytes"])
    with (
        (folder / JOURNAL).open("w", encoding="utf-8") as journal,
        (folder / TRACES).open("w", encoding="utf-8") as traces,
        redirect_stdout(sys.stderr),
    ):
        examiner = Examiner(Watch(Path(order["home"])), order["seconds"], journal, traces)
        # What was refused is written down as a fault.
        with suppress(Refusal, Abandoned):
            _examine(examiner, order, folder)
    faults = [[fault.check, fault.text, fault.example] for fault in examiner.faults.values()]
    result = json.dumps({"faults": faults, "answers": examiner.answers})
    (folder / RESULT).write_text(result, encoding="utf-8")


def serve(request: Mapping[str, Any]) -> None:
    """Carries out the order in the folder that a request names, in a process that was forked for it."""
    folder = Path(request["order"])
    nothing = os.open(os.devnull, os.O_RDWR)
    errors = os.open(folder / ERRORS, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number, target in enumerate((nothing, nothing, errors)):
        os.dup2(target, number)
    try:
        main(folder)
    except Exception:
        # What a process that was started would say when it ends.
        traceback.print_exc()


def _set_locale() -> None:
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        # The environment names a locale that this system does not have.
        return


def _examine(examiner: Examiner, order: dict[str, Any], folder: Path) -> None:
    made = _load(examiner, order)
    config = order["config"]
    subject = examiner.ask(
        "answers", f"{made.__name__} with {', '.join(config)}", lambda: made.model_validate(config)
    )
    match subject:
        case Rule():
            examine_rule(examiner, subject, lambda: made.model_validate(config))
        case Ranking():
            examine_ranking(examiner, subject)
        case NoticeRule():
            examine_notices(examiner, subject)
        case Channel():
            examiner.watch.forbidden = _OF_CHANNELS
            place = folder / "messages"
            place.mkdir()
            examine_channel(examiner, subject, place)
        case Source():
            examples = {name: b64decode(content) for name, content in order["examples"].items()}
            examine_source(examiner, subject, examples)
        case Panel():
            examine_panel(examiner, subject)


def _load(examiner: Examiner, order: dict[str, Any]) -> Any:
    """The class, from its module; what a plugin's module does while it is imported is watched too."""
    name, file = order["module"], order["file"]
    if order["is_test"]:
        examiner.watch.forbidden = frozenset()
    examiner.trespasses = "quiet_import"
    value: Any = examiner.ask("quiet_import", f"import {name}", lambda: _import(name, file))
    examiner.trespasses, examiner.watch.forbidden = "own_input", EVERYTHING
    for part in order["qualname"].split("."):
        value = getattr(value, part)
    if not (isinstance(value, type) and issubclass(value, Component)):
        raise TypeError(f"{name}.{order['qualname']} is not a declaration.")
    return value


def _import(name: str, file: str) -> Any:
    """The module of this name if it lies in this file, otherwise the module in the file."""
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) == file:
        return sys.modules[name]
    top = name.partition(".")[0]
    if importlib.util.find_spec(top) is not None:
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name and not name.startswith(error.name):
                raise
        else:
            if getattr(module, "__file__", None) == file:
                return module
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main(Path(sys.argv[1]))
