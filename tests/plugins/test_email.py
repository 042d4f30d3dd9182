"""E-mail, handed to real servers on the loopback: what arrives, and what is said where it does not."""

from __future__ import annotations

import json
import socket
import threading
import time
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError

from moonwalk.api.notices import CalendarDate, Delivered, Message, Never, Pace, Retry
from moonwalk_plugins import email
from moonwalk_plugins.email import Email, login
from moonwalk_plugins.email.mail import Sender, calendar, mail, page

from ..servers import HOST, PASSWORD, USER, Post, Web, authority, mail_server, says, web_server

MESSAGE = Message(
    key="lanes/1/week-1/p01/email",
    recipient="p01",
    recipient_name="Ada Bell",
    subject="Your week 1 of Lanes",
    text="Hello Ada,\n\nthis week:\n- 12 points\n- 3 days\n\nSee you.",
    created=datetime(2027, 3, 8, 9, tzinfo=UTC),
    email="ada@example.org",
)
TOKEN = "eyJ0eXAi.t0ken"


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def certificate(trusted):
    return trusted.certificate()


@pytest.fixture
def post():
    return Post(token=TOKEN)


@pytest.fixture
def channel(trusted):
    """The channel of the settings, with these keys changed."""

    def made(port, **keys) -> Email:
        settings = {
            "host": HOST,
            "port": str(port),
            "sender": USER,
            "ca_file": trusted.ca_file,
            "seconds": "5",
        }
        return Email(**{**settings, "password": {"secret": PASSWORD}, **keys})

    return made


def sent(post, made, message=MESSAGE):
    outcome = made.deliver(message, "")
    assert isinstance(outcome, Delivered), outcome
    return post.letters[-1]


def test_an_email_arrives_encrypted_and_after_a_login(post, channel, certificate):
    with mail_server(post, certificate, login=True) as port:
        outcome = channel(port, sender_name="Wellness team").deliver(MESSAGE, "")

    (letter,) = post.letters
    assert outcome == Delivered(note=f"{HOST} answered: 250 2.0.0 queued")
    assert post.recipients == ["ada@example.org"]
    assert letter["From"] == f"Wellness team <{USER}>"
    assert letter["To"] == "Ada Bell <ada@example.org>"
    assert letter["Subject"] == "Your week 1 of Lanes"
    assert letter["Date"].datetime == MESSAGE.created
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content().replace("\r\n", "\n") == f"{MESSAGE.text}\n"
    html = letter.get_body(("html",)).get_content()
    assert "<li>12 points</li><li>3 days</li>" in html
    assert letter["List-Unsubscribe"] is None


def test_a_message_has_the_same_id_each_time_and_another_one_has_another(post, channel, certificate):
    with mail_server(post, certificate, tls=True, login=True) as port:
        made = channel(port, encryption="tls")
        ids = [sent(post, made)["Message-ID"] for _ in range(2)]
        other = sent(post, made, Message(**{**fields(), "key": "lanes/1/week-2/p01/email"}))["Message-ID"]

    assert ids[0] == ids[1] != other
    assert ids[0].endswith("@example.org>")


def fields(**changed):
    return {name: getattr(MESSAGE, name) for name in Message.__dataclass_fields__} | changed


@pytest.mark.parametrize(
    ("unsubscribe", "headers"),
    [
        ("https://acme.example/stop", ("<https://acme.example/stop>", "List-Unsubscribe=One-Click")),
        ("mailto:stop@acme.example", ("<mailto:stop@acme.example>", None)),
    ],
)
def test_where_to_unsubscribe_stands_in_the_header(post, channel, unsubscribe, headers):
    with mail_server(post) as port:
        letter = sent(post, channel(port, encryption="none", password=None, unsubscribe=unsubscribe))

    assert (letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]) == headers


def test_the_link_of_the_reader_comes_before_that_of_the_settings(post, channel):
    url = f"https://moves.example.com/u/{'Q' * 48}"
    with mail_server(post) as port:
        made = channel(port, encryption="none", password=None, unsubscribe="mailto:stop@acme.example")
        letter = sent(post, made, Message(**fields(unsubscribe=url)))

    said = (letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"])
    assert said == (f"<{url}>", "List-Unsubscribe=One-Click")
    assert "/u/" not in letter.get_body(("plain",)).get_content()


def test_a_letter_is_in_ascii_and_a_long_url_in_one_piece(trusted):
    url = "https://acme.example/" + "x" * 150 + "?a=b&c=d"
    sender = Sender(USER, "Gesünder gehen", "", url)
    message = Message(
        **fields(text="Grüße\n" + "ü" * 3000, subject="Übermut " * 20, recipient_name="Zoë Ö" * 9)
    )
    data = mail(message, sender).as_bytes()

    assert data.isascii()
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in data
    assert max(map(len, data.split(b"\r\n"))) < 998
    read = message_from_bytes(data, policy=default)
    assert read["Subject"] == ("Übermut " * 20).strip()
    assert read.get_body(("plain",)).get_content().startswith("Grüße")


HOSTILE = [
    'Ann "x" <a@x>, evil@y',
    "z\r\nBcc: z@evil.example",
    "<!channel>",
    "[click](http://x)",
    "\u202egro.live",
    "א" * 5000,
]


@pytest.mark.promise("P7", "names in channels")
def test_nothing_that_a_name_holds_does_harm(post, channel):
    with mail_server(post) as port:
        made = channel(port, encryption="none", password=None)
        for name in HOSTILE:
            text = f"Hello {name}!\n\n<script>alert(1)</script>"
            letter = sent(
                post, made, Message(**fields(recipient_name=name, subject=f"For {name}", text=text))
            )

            assert [address.addr_spec for address in letter["To"].addresses] == ["ada@example.org"]
            assert {"Bcc", "Cc"}.isdisjoint(letter.keys())
            html = letter.get_body(("html",)).get_content()
            assert "<script" not in html
            assert "<a" not in html
            assert "\u202e" not in html + letter["Subject"] + letter.get_body(("plain",)).get_content()
            assert len(letter["Subject"]) <= 200

    assert post.recipients == ["ada@example.org"] * len(HOSTILE)


def test_dates_come_along_for_the_calendar(post, channel):
    ends = datetime(2027, 3, 8, 12, tzinfo=UTC)
    dates = (
        CalendarDate(title="Lanes starts; walk, walk", starts=date(2027, 3, 1), ends=date(2027, 3, 1)),
        CalendarDate(title="Week 1 closes " + "ü" * 60, starts=ends - timedelta(hours=1), ends=ends),
    )
    with mail_server(post) as port:
        made = channel(port, encryption="none", password=None)
        letter = sent(post, made, Message(**fields(dates=dates)))

    (attached,) = letter.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    lines = (
        attached.get_content().decode()
        if isinstance(attached.get_content(), bytes)
        else attached.get_content()
    )
    assert "DTSTART;VALUE=DATE:20270301\r\nDTEND;VALUE=DATE:20270302" in lines.replace("\n", "\r\n").replace(
        "\r\r", "\r"
    )
    assert "SUMMARY:Lanes starts\\; walk\\, walk" in lines
    assert "DTEND:20270308T120000Z" in lines
    assert max(len(line.encode()) for line in calendar(Message(**fields(dates=dates))).split("\r\n")) <= 75


def test_a_line_after_a_list_keeps_the_order_of_lines():
    shown = page("s", "a\n- b\nc\n\n* * *\n\n- d")
    assert "a<br>\n- b<br>\nc" in shown
    assert "<hr" in shown
    assert "<li>d</li>" in shown


@pytest.mark.parametrize(
    ("changed", "outcome", "says_why"),
    [
        ({"answer": lambda _: "550 5.1.1 no such user"}, Never, "refuses the message: 550 5.1.1"),
        ({"answer": lambda _: "451 4.7.1 try later"}, Retry, "451 4.7.1"),
        ({"answer": lambda _: "421 4.3.2 going down"}, Retry, "421"),
        ({"rcpt": lambda _: "550 5.1.1 unknown"}, Never, "refuses the address ada@example.org"),
        ({"rcpt": lambda _: "452 4.2.2 mailbox full"}, Retry, "mailbox full"),
        ({"sender": "550 5.7.60 may not send as"}, Retry, f"lets nobody send as {USER}"),
    ],
)
def test_what_a_server_refuses_is_tried_again_or_not(post, channel, changed, outcome, says_why):
    for name, answer in changed.items():
        setattr(post, name, answer)
    with mail_server(post) as port:
        result = channel(port, encryption="none", password=None).deliver(MESSAGE, "")

    assert type(result) is outcome
    assert says_why in result.reason
    of_everybody = "sender" in changed or "going down" in result.reason
    assert bool(result.rest) is of_everybody


def test_a_wrong_password_is_one_sentence_and_the_channel_rests(post, channel, certificate):
    with mail_server(post, certificate, login=True) as port:
        result = channel(port, password={"secret": "wr0ng", "user": "somebody"}).deliver(MESSAGE, "")

    assert "does not accept the login" in result.reason
    assert "wr0ng" not in result.reason
    assert result.rest == timedelta(hours=1)


def test_an_exchange_server_that_takes_no_passwords_is_known_by_its_code(
    post, channel, certificate, monkeypatch
):
    answer = "550 5.7.30 Basic authentication is not supported for Client Submission."
    monkeypatch.setattr("aiosmtpd.smtp.SMTP.smtp_AUTH", lambda server, _: server.push(answer))
    with mail_server(post, certificate, login=True) as port:
        result = channel(port).deliver(MESSAGE, "")

    assert "takes no passwords any longer" in result.reason
    assert "'microsoft'" in result.reason


def test_a_certificate_of_nobody_we_know_ends_it_before_anything_is_said(post, channel, certificate):
    with mail_server(post, certificate, login=True) as port:
        result = channel(port, ca_file="").deliver(MESSAGE, "")

    assert "certificate of 127.0.0.1 cannot be trusted" in result.reason
    assert post.letters == []


def test_a_certificate_of_another_host_ends_it_as_well(post, channel, trusted):
    with mail_server(post, trusted.certificate("mail.example.org"), tls=True) as port:
        result = channel(port, encryption="tls").deliver(MESSAGE, "")

    assert "cannot be trusted" in result.reason


def test_a_server_without_encryption_gets_no_password(post, channel):
    with mail_server(post) as port:
        result = channel(port).deliver(MESSAGE, "")

    assert "cannot do what the settings ask for" in result.reason
    assert post.letters == []


def test_a_server_that_is_not_there_is_told_in_a_sentence(channel):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        result = channel(taken.getsockname()[1]).deliver(MESSAGE, "")

    assert "refuses connections" in result.reason
    assert result.rest


@pytest.mark.parametrize("greeting", [b"2", b"220 hello\r\n2"])
def test_a_server_that_says_a_letter_now_and_then_is_left_after_the_time_limit(channel, greeting):
    over = threading.Event()

    def drip(server):
        client, _ = server.accept()
        with client:
            client.sendall(greeting)
            while not over.wait(0.02):
                try:
                    client.sendall(b"2")
                except OSError:
                    return

    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        began = time.monotonic()
        result = channel(server.getsockname()[1], seconds="1").deliver(MESSAGE, "")
        over.set()
        thread.join()

    assert "did not answer in time" in result.reason
    assert time.monotonic() - began < 5


def test_a_domain_in_other_letters_is_written_as_mail_servers_know_it(post, channel):
    with mail_server(post) as port:
        sent(
            post,
            channel(port, encryption="none", password=None),
            Message(**fields(email="ada@bücher.example")),
        )

    assert post.recipients == ["ada@xn--bcher-kva.example"]


def test_a_certificate_that_has_expired_is_told(post, channel, trusted):
    with mail_server(post, trusted.certificate(not_after=datetime(2026, 1, 1, tzinfo=UTC)), tls=True) as port:
        result = channel(port, encryption="tls").deliver(MESSAGE, "")

    assert "certificate has expired" in result.reason


@pytest.mark.parametrize("address", ["", "not-an-address", "ü@example.org", "a b@example.org"])
def test_whoever_has_no_address_gets_nothing_for_good(channel, address):
    assert type(channel(1).deliver(Message(**fields(email=address)), "")) is Never


def test_microsoft_gives_a_token_for_which_the_server_takes_the_message(post, channel, certificate, trusted):
    web = Web()
    with web_server(web, certificate) as url, mail_server(post, certificate, login=True) as port:
        keys = {"tenant": "acme", "application": "app-1", "secret": "cl1ent-s3cret", "authority": url}
        made = channel(port, password=None, microsoft={**keys, "ca_file": trusted.ca_file})
        places = {
            "token_endpoint": f"{url}/token",
            "authorization_endpoint": f"{url}/a",
            "issuer": f"{url}/acme/v2.0",
        }
        token = {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"}
        web.replies = [answer(places), answer(token)]
        sent(post, made)
        sent(post, made)

    # The second message went with the token of the first.
    assert web.paths == ["/acme/v2.0/.well-known/openid-configuration", "/token"]
    assert b"client_credentials" in web.bodies[0]
    assert b"outlook.office365.com" in web.bodies[0]


def answer(value, status=200):
    return says(status, json.dumps(value).encode(), Content_Type="application/json")


def test_what_keeps_microsoft_from_giving_a_token_is_told_without_the_secret(channel, certificate, trusted):
    web = Web()
    with web_server(web, certificate) as url:
        keys = {"tenant": "acme", "application": "app-1", "secret": "cl1ent-s3cret", "authority": url}
        made = channel(1, password=None, microsoft={**keys, "ca_file": trusted.ca_file})
        places = {
            "token_endpoint": f"{url}/token",
            "authorization_endpoint": f"{url}/a",
            "issuer": f"{url}/acme/v2.0",
        }
        refusal = {
            "error": "invalid_client",
            "error_description": "AADSTS7000222: The provided client secret keys are expired.",
        }
        web.replies = [answer(places), answer(refusal, 401)]
        refused = made.deliver(MESSAGE, "")
        unverified = channel(1, password=None, microsoft=keys).deliver(MESSAGE, "")

    assert "AADSTS7000222: The provided client secret keys are expired" in refused.reason
    assert refused.rest == timedelta(hours=1)
    assert "certificate cannot be trusted" in unverified.reason
    assert "cl1ent-s3cret" not in refused.reason + unverified.reason


@pytest.fixture(scope="module")
def account():
    """The key of a service account, as Google gives it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kinds = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "type": "service_account",
        "client_email": "walks@acme.iam.gserviceaccount.com",
        "private_key": key.private_bytes(*kinds).decode(),
        "private_key_id": "1",
    }


def test_google_gives_a_token_for_which_the_server_takes_the_message(
    post, channel, certificate, trusted, account
):
    web = Web([answer({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})])
    with web_server(web, certificate) as url, mail_server(post, certificate, login=True) as port:
        key = json.dumps({**account, "token_uri": f"{url}/token"})
        made = channel(port, password=None, google={"key": key, "ca_file": trusted.ca_file})
        sent(post, made)
        sent(post, made)

    assert web.paths == ["/token"]


@pytest.mark.parametrize(
    ("key", "reply", "why"),
    [
        ("{}", answer({}), "not that of a service account"),
        ("no JSON", answer({}), "not that of a service account"),
        (
            None,
            answer({"error": "unauthorized_client", "error_description": "Client is unauthorized"}, 401),
            "domain-wide",
        ),
    ],
)
def test_what_keeps_google_from_giving_a_token_is_told(channel, account, key, reply, why):
    web = Web([reply])
    with web_server(web) as url:
        key = key or json.dumps({**account, "token_uri": f"{url}/token"})
        result = channel(1, password=None, google={"key": key}).deliver(MESSAGE, "")

    assert why in result.reason
    assert "PRIVATE KEY" not in result.reason
    assert result.rest == timedelta(hours=1)


def test_a_token_that_drips_is_not_waited_for(channel, account, monkeypatch):
    monkeypatch.setattr(login, "MOST_SECONDS", 0.3)
    web = Web()

    def drip(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not web.over.wait(0.02):
            request.wfile.write(b"x")

    web.replies = [drip]
    with web_server(web) as url:
        key = json.dumps({**account, "token_uri": f"{url}/token"})
        result = channel(1, password=None, google={"key": key}).deliver(MESSAGE, "")

    assert result.reason == "No token came in time."
    assert result.rest == timedelta(minutes=5)


def test_a_token_that_the_server_does_not_take_is_told(post, channel, certificate, account):
    web = Web([answer({"access_token": "expired", "expires_in": 3600, "token_type": "Bearer"})])
    with web_server(web) as url, mail_server(post, certificate, login=True) as port:
        key = json.dumps({**account, "token_uri": f"{url}/token"})
        result = channel(port, password=None, google={"key": key}).deliver(MESSAGE, "")

    assert "does not accept the login" in result.reason


def test_a_login_whose_package_is_missing_says_what_to_install(channel, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(login, "import_module", missing)
    keys = {"tenant": "acme", "application": "app-1", "secret": "x"}
    result = channel(1, password=None, microsoft=keys).deliver(MESSAGE, "")

    assert "pip install 'moonwalk[microsoft]'" in result.reason


@pytest.mark.parametrize(
    ("keys", "says_why"),
    [
        ({"sender": "walks"}, "not an e-mail address"),
        ({"host": "https://smtp.example.org"}, "the name of a server"),
        ({"host": "smtp.example.org", "encryption": "none"}, "anybody on the way could read the login"),
        ({"google": {"key": "{}"}}, "Keep one of"),
        ({"ca_file": "/nowhere/ca.pem"}, "cannot be read"),
        ({"unsubscribe": "http://acme.example/stop"}, "https://"),
        ({"seconds": "600"}, "from 1 to 60 seconds"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_words(channel, keys, says_why):
    with pytest.raises(ValidationError, match=says_why):
        channel(25, **keys)


def test_a_relay_without_encryption_is_doubted_unless_it_is_this_computer(channel):
    relay = channel(25, host="relay.example.org", encryption="none", password=None)

    assert "can read them" in " ".join(relay.doubts())
    assert list(channel(25, encryption="none").doubts()) == []
    assert relay.pace() == Pace(per_minute=30)
    assert relay.own_address() == USER
    assert channel(25, reply_to="hr@example.org").own_address() == "hr@example.org"
    assert list(email.moonwalk_channels()) == [Email]
