from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import httpx2
import pytest

from moonwalk.services.checking_in.tokens import RATES_FILE


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal to a group there")
def test_the_page_is_served_until_it_is_stopped_and_ends_cleanly(site):
    token = site.token("p01")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "moonwalk", "-w", site.lanes.folder, "--now", "2027-03-03", "page", "--port", str(port)]
    command += ["--kiosk", "lanes"]
    served = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert f"http://127.0.0.1:{port}" in served.stderr.readline()
        transport = httpx2.HTTPTransport(retries=8)
        with httpx2.Client(transport=transport, base_url=f"http://127.0.0.1:{port}", timeout=60) as browser:
            assert browser.get("/health").text == "ok\n"
            page = browser.get(f"/l/{token}")
            assert (page.status_code, "server" in page.headers) == (200, False)
            assert "Type the code on your card" in browser.get("/kiosk/lanes").text
        served.send_signal(signal.SIGINT)
        said = served.communicate(timeout=60)[1]
    finally:
        served.kill()
    assert served.returncode == 0, said
    assert "GET /l/… 200" in said
    assert "GET /kiosk/… 200" in said
    assert (site.lanes.folder / RATES_FILE).exists()
    assert token not in said
    assert "Traceback" not in said
