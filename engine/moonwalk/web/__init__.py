"""The organiser's screen in a browser. Importing this package imports no web server; `serve` does."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace
from moonwalk.web.settings import Cockpit, ServeSettings


def serve(ws: Workspace, cockpit: Cockpit, settings: ServeSettings, say: Callable[[str], None]) -> None:
    """Serve the screen until Ctrl+C. `say` tells the one-time link, and what whoever runs it has to know.

    Raise Refused where textual-serve is not installed, or the address cannot be used.
    """
    if find_spec("textual_serve") is None:
        raise Refused(
            "The screen in a browser needs a package that is not installed. Nothing was started. Install it: "
            "pip install 'moonwalk[serve]'"
        )
    # Here, and not above: only whoever serves waits for a web server to be imported.
    from moonwalk.web.server import run

    run(ws, cockpit, settings, say)
