"""Ways to log in at a mail server: with a password, or with a token of Microsoft 365 or Google."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any, Final, Protocol

from pydantic import PrivateAttr, field_validator

from moonwalk.api import Group
from moonwalk.api.fields import Secret, ShortText
from moonwalk.api.files import clean_name
from moonwalk.api.web import check_url

MOST_SECONDS: Final = 30.0
_SECONDS: Final = 10
_MICROSOFT: Final = "https://login.microsoftonline.com"
_OUTLOOK: Final = "https://outlook.office365.com/.default"
_GMAIL: Final = "https://mail.google.com/"


class NoLogin(Exception):
    """There is nothing to log in with; the text says why. `lasting`: until somebody mends it."""

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user, and the password or token that shows it."""

    user: str
    secret: str = field(repr=False)
    is_token: bool = False


class Login(Protocol):
    """A way to log in."""

    def credentials(self, sender: str) -> Credentials:
        """What to log in with now, as the user of the settings, or else the sender; NoLogin without it."""


class PasswordLogin(Group):
    """with a password"""

    secret: Secret
    user: ShortText = ""

    def credentials(self, sender: str) -> Credentials:
        """The password."""
        return Credentials(self.user or sender, self.secret.reveal())


class MicrosoftLogin(Group):
    """as the application {application} of Microsoft 365"""

    tenant: ShortText
    application: ShortText
    secret: Secret
    user: ShortText = ""
    authority: ShortText = _MICROSOFT
    ca_file: ShortText = ""

    _client: Any = PrivateAttr(default=None)

    @field_validator("authority")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        check_url(url)
        return url.rstrip("/")

    def credentials(self, sender: str) -> Credentials:
        """A token, which is kept until it expires."""
        msal = _library("msal", "microsoft")
        requests = import_module("requests")
        try:
            if self._client is None:
                self._client = msal.ConfidentialClientApplication(
                    self.application,
                    client_credential=self.secret.reveal(),
                    authority=f"{self.authority}/{self.tenant}",
                    instance_discovery=None if self.authority == _MICROSOFT else False,
                    http_client=_session(self.ca_file),
                )
            answer: Mapping[str, Any] = self._client.acquire_token_for_client(scopes=[_OUTLOOK])
        except requests.RequestException as error:
            raise NoLogin(_unreached(self.authority, error), lasting=False) from None
        except ValueError:
            raise NoLogin(
                f"Microsoft knows no tenant '{self.tenant}', or {self.authority} is no place to ask it."
            ) from None
        if "access_token" not in answer:
            why = clean_name(str(answer.get("error_description", answer.get("error", "")))[:60])
            raise NoLogin(
                f"Microsoft gives no token to the application {self.application}: {why}... Check its secret, "
                "which expires, and what it may do."
            )
        return Credentials(self.user or sender, str(answer["access_token"]), is_token=True)


class GoogleLogin(Group):
    """as a service account of Google"""

    key: Secret
    user: ShortText = ""
    ca_file: ShortText = ""

    _account: Any = PrivateAttr(default=None)

    def credentials(self, sender: str) -> Credentials:
        """A token, which is kept until it expires."""
        accounts = _library("google.oauth2.service_account", "google")
        exceptions = import_module("google.auth.exceptions")
        user = self.user or sender
        try:
            if self._account is None:
                self._account = accounts.Credentials.from_service_account_info(
                    json.loads(self.key.reveal()), scopes=[_GMAIL], subject=user
                )
            if not self._account.valid:
                transport = import_module("google.auth.transport.requests")
                request = transport.Request(_session(self.ca_file))
                self._account.refresh(partial(request, timeout=_SECONDS))
        except exceptions.TransportError as error:
            raise NoLogin(_unreached("Google", error), lasting=False) from None
        except exceptions.RefreshError as error:
            why = clean_name(str(error.args[0] if error.args else "")[:60])
            raise NoLogin(
                f"Google gives no token to send as {user}: {why}. Check the key of the service account, and "
                f"that an administrator lets it send for others (domain-wide delegation of {_GMAIL})."
            ) from None
        except (ValueError, TypeError, KeyError, exceptions.GoogleAuthError):
            raise NoLogin(
                "The key is not that of a service account: use the JSON file as Google gave it."
            ) from None
        return Credentials(user, str(self._account.token), is_token=True)


def within(login: Login, sender: str) -> Credentials:
    """What to log in with, in `MOST_SECONDS`; NoLogin where that takes longer.

    The libraries that fetch tokens limit each read, and not all of them together.
    """
    answers: SimpleQueue[Credentials | Exception] = SimpleQueue()

    def fetch() -> None:
        try:
            answers.put(login.credentials(sender))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=fetch, daemon=True).start()
    try:
        answer = answers.get(timeout=MOST_SECONDS)
    except Empty:
        raise NoLogin("No token came in time.", lasting=False) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _session(ca_file: str) -> Any:
    """What asks for tokens, for a short while only."""
    session = import_module("requests").Session()
    # As arguments of each request: the environment would win over what the session says.
    session.request = partial(session.request, **{"verify": ca_file} if ca_file else {}, timeout=_SECONDS)
    return session


def _library(name: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise NoLogin(
            f"The package for this login is not installed. Install it: pip install 'moonwalk[{extra}]'"
        ) from None


def _unreached(place: str, error: Exception) -> str:
    # The text of the error would hold the whole URL.
    why = "its certificate cannot be trusted" if "CERTIFICATE_VERIFY_FAILED" in str(error) else "no answer"
    return f"No token could be had from {place}: {why}."
