"""What channels connect with, tried on servers that misbehave in every way there is."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from moonwalk.api import FieldError
from moonwalk.api.notices import Delivered, Never, Retry
from moonwalk.api.web import (
    Deadline,
    Unreached,
    WebAnswer,
    check_url,
    connect,
    outcome_of,
    post_form,
    post_json,
    retry_after,
    trusting,
)

from ..servers import HOST, Web, authority, says, web_server

SECRET = "/services/T0/B0/s3cret"
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    return authority(tmp_path_factory.mktemp("authority"))


def test_json_arrives_over_a_verified_connection(trusted):
    web = Web([says(200, b'{"ok": true}')])
    with web_server(web, trusted.certificate()) as url:
        answer = post_json(f"{url}{SECRET}?a=b", {"text": "ü"}, seconds=5, ca_file=trusted.ca_file)

    assert (answer.status, answer.json()) == (200, {"ok": True})
    assert json.loads(web.bodies[0]) == {"text": "ü"}
    assert web.paths == [f"{SECRET}?a=b"]


def test_a_form_arrives_as_one():
    web = Web([says(200, b"no JSON")])
    with web_server(web) as url:
        answer = post_form(url, {"email": "a+b@x.org"}, seconds=5, headers={"Authorization": "Bearer x"})

    assert answer.json() == {}
    assert web.bodies == [b"email=a%2Bb%40x.org"]
    assert web.headers[0]["Authorization"] == "Bearer x"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    elsewhere = Web([says(200)])
    with web_server(elsewhere) as other, web_server(Web([says(status, Location=f"{other}/x")])) as url:
        answer = post_json(f"{url}{SECRET}", {}, seconds=5)

    assert answer.status == status
    assert elsewhere.paths == []
    assert type(outcome_of(answer, HOST)) is Never


def test_a_server_that_nobody_vouches_for_gets_nothing(trusted):
    web = Web([says(200)])
    with web_server(web, trusted.certificate()) as url:
        why = failure(url)

    assert "certificate of 127.0.0.1 cannot be trusted" in str(why)
    assert (web.paths, why.sent) == ([], False)


def failure(url: str, seconds: float = 5) -> Unreached:
    with pytest.raises(Unreached) as caught:
        post_json(f"{url}{SECRET}", {"text": "x"}, seconds=seconds)
    assert SECRET not in str(caught.value)
    return caught.value


def test_an_answer_that_drips_ends_with_the_deadline():
    web = Web()

    def drip(request):
        request.wfile.write(b"HTTP/1.1 2")
        while not web.over.wait(0.02):
            request.wfile.write(b"0")

    web.replies = [drip]
    with web_server(web) as url:
        began = time.monotonic()
        why = failure(url, 1)

    assert "did not answer in time. It may have taken the message." in str(why)
    assert why.sent
    assert time.monotonic() - began < 5


def test_a_body_that_drips_costs_time_and_not_the_message():
    web = Web()

    def drip(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
        while not web.over.wait(0.02):
            request.wfile.write(b"x")

    web.replies = [drip]
    with web_server(web) as url:
        assert post_json(url, {}, seconds=1) == WebAnswer(200, "")


def test_no_more_of_an_answer_is_taken_than_is_of_use():
    with web_server(Web([says(200, b"x" * 1_000_000)])) as url:
        assert len(post_json(url, {}, seconds=5).text) == 64 * 1024


def test_a_connection_that_is_reset_is_told():
    def reset(request):
        # Closing it so says "reset", not "the end".
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.connection.close()

    with web_server(Web([reset])) as url:
        why = failure(url)

    assert "closed the connection" in str(why) or "no answer" in str(why)
    assert why.sent


def test_what_is_no_http_is_told():
    with web_server(Web([lambda request: request.wfile.write(b"SSH-2.0-hello\r\n")])) as url:
        assert "sent no answer in HTTP" in str(failure(url))


def test_a_host_that_is_not_there_is_told(monkeypatch):
    def unknown(*_):
        raise socket.gaierror(-2, "Name or service not known")

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", unknown)
        assert "nowhere.example is not known here" in str(failure("https://nowhere.example"))
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]
        assert "refuses connections" in str(failure(f"http://{HOST}:{port}"))


def test_a_server_that_takes_nothing_in_ends_with_the_deadline():
    with socket.create_server((HOST, 0)) as server:
        began = time.monotonic()
        with pytest.raises(Unreached, match="did not answer in time"):
            post_json(f"http://{HOST}:{server.getsockname()[1]}", {"text": "x" * 50_000_000}, seconds=1)

    assert time.monotonic() - began < 5


def test_a_proxy_is_asked_to_lead_to_the_server_and_sees_nothing(monkeypatch, trusted):
    asked = []

    def lead(listening, port):
        client, _ = listening.accept()
        asked.append(client.recv(4096).split(b"\r\n")[0])
        with client, socket.create_connection((HOST, port)) as server:
            client.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
            back = threading.Thread(target=pump, args=(server, client))
            back.start()
            pump(client, server)
            back.join()

    def pump(source, target):
        while data := source.recv(65536):
            asked.append(data)
            target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    monkeypatch.setattr("moonwalk.api.web.is_loopback", lambda _: False)
    web = Web([says(200, b"ok")])
    with web_server(web, trusted.certificate()) as url, socket.create_server((HOST, 0)) as listening:
        port = int(url.rpartition(":")[2])
        monkeypatch.setenv("https_proxy", f"http://{HOST}:{listening.getsockname()[1]}")
        monkeypatch.setenv("no_proxy", "")
        thread = threading.Thread(target=lead, args=(listening, port), daemon=True)
        thread.start()
        answer = post_json(f"{url}{SECRET}", {"text": "hidden"}, seconds=5, ca_file=trusted.ca_file)
        thread.join()

    assert answer.text == "ok"
    assert asked[0] == f"CONNECT {HOST}:{port} HTTP/1.0".encode()
    assert not any(b"hidden" in data or SECRET.encode() in data for data in asked[1:])


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("999999999", timedelta(days=1)),
        ("Mon, 01 Mar 2027 08:02:00 GMT", timedelta(minutes=2)),
        ("Mon, 01 Mar 2027 07:00:00 GMT", timedelta(0)),
        ("Mon, 01 Mar 2099 07:00:00 GMT", timedelta(days=1)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("١", None),
    ],
)
def test_how_long_to_wait_is_seconds_or_a_date(text, wait):
    assert retry_after(text, NOW) == wait


@pytest.mark.parametrize(
    ("status", "after", "kind", "rest"),
    [
        (200, None, Delivered, None),
        (202, None, Delivered, None),
        (429, timedelta(seconds=30), Retry, timedelta(seconds=30)),
        (429, None, Retry, timedelta(minutes=1)),
        (500, None, Retry, timedelta(0)),
        (503, timedelta(minutes=9), Retry, timedelta(minutes=9)),
        (400, None, Never, timedelta(0)),
        (404, None, Never, timedelta(hours=1)),
        (410, None, Never, timedelta(hours=1)),
        (302, None, Never, timedelta(hours=1)),
    ],
)
def test_a_status_says_what_became_of_a_message(status, after, kind, rest):
    outcome = outcome_of(WebAnswer(status, "", after), "hooks.example.org")

    assert type(outcome) is kind
    assert rest is None or outcome.rest == rest


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.org",
        "http://hooks.example.org/x",
        "ftp://x.org",
        "https:///x",
        "https://x.org/ü",
        "https://x.org:99999/",
        "https://[x/",
    ],
)
def test_what_is_no_safe_url_is_refused_and_not_repeated(url):
    with pytest.raises(FieldError) as caught:
        check_url(url)
    assert not url or url not in str(caught.value)


def test_an_authority_is_a_file_with_certificates(tmp_path):
    (tmp_path / "no.pem").write_text("no", encoding="utf-8")
    with pytest.raises(FieldError, match="holds no certificates"):
        trusting(str(tmp_path / "no.pem"))
    with pytest.raises(FieldError, match="cannot be read"):
        trusting(str(tmp_path / "none.pem"))


def test_time_that_is_up_is_up():
    with pytest.raises(TimeoutError):
        connect(HOST, 1, Deadline(-1))
