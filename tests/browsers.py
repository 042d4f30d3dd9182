"""Pages in a browser without a screen, where there is Chromium and `AXE` names the file of axe-core."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(os.environ.get("AXE", "node_modules/axe-core/axe.min.js"))

needs_browser = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="AXE does not name axe.min.js, and there is none in node_modules"
)


def axe_faults(page: str, folder: Path, scheme: str = "light") -> list[tuple[str, str]]:
    """What axe finds on a page, a file of which is written into a folder: the rule, and the first element."""
    script = AXE.read_text(encoding="utf-8").replace("</script", "<\\/script")
    look = "axe.run().then(done => {document.documentElement.dataset.axe = JSON.stringify(done.violations)})"
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    file = folder / "page.html"
    file.write_text(
        text.replace("</body>", f"<script>{script}</script><script>{look}</script></body>"), "utf-8"
    )
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom"]
    options += ["--window-size=320,900"]
    options += ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    done = subprocess.run(
        [str(CHROMIUM), *options, f"--user-data-dir={folder}", file.as_uri()],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    answer = re.search(r'data-axe="([^"]*)"', done.stdout)
    assert answer, "axe has not ended"
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in json.loads(html.unescape(answer[1]))]
