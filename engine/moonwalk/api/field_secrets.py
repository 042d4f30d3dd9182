"""Secrets as typed fields: the settings say where one is kept, and nothing shows what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from moonwalk.api.field_types import FieldType
from moonwalk.api.problems import FieldError

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_ENTRY = re.compile(r"[A-Za-z0-9._-]{1,100}")
_LONGEST_PATH = 300
HIDDEN = "***"
"""What stands wherever a secret would be shown."""

HOW_TO_REFER = (
    "Write {env: NAME} for an environment variable, {file: PATH} for a file that only you can read, or "
    "{keyring: NAME} for the keyring of the system."
)


@dataclass(frozen=True, slots=True)
class SecretValue:
    """A password or token. `reveal()` gives its text; printed, logged or compared by eye it is `***`.

    >>> from moonwalk.api.fields import SecretValue
    >>> token = SecretValue("abc")
    >>> str(token), token.reveal()
    ('***', 'abc')
    """

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """The text itself. Pass it on where it is needed, and put it in no message."""
        return self._text

    def __str__(self) -> str:
        return HIDDEN

    def __repr__(self) -> str:
        return HIDDEN


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Where a secret is kept: in a variable of the environment, a file, or a keyring. Exactly one is set."""

    env: str = ""
    file: str = ""
    keyring: str = ""

    def __str__(self) -> str:
        if self.keyring:
            return f"the entry {self.keyring} of the keyring"
        return f"the environment variable {self.env}" if self.env else f"the file {self.file}"


@dataclass(frozen=True)
class SecretKind(FieldType[SecretValue]):
    """A secret. A file holds a reference to it; only programs give the text itself."""

    name: ClassVar[str] = "secret"

    def parse(self, text: str) -> SecretValue:
        """The secret with this text, as a program gives it; FieldError for an empty one."""
        if not text:
            raise FieldError("a secret must not be empty.")
        return SecretValue(text)

    def accept(self, raw: object) -> SecretValue:
        """A secret, or its text. The message for anything else does not repeat it."""
        if isinstance(raw, SecretValue):
            return raw
        if not isinstance(raw, str):
            raise FieldError("a secret is text.")
        return self.parse(raw)

    def show(self, value: SecretValue) -> str:
        """Never the secret."""
        return HIDDEN

    def plain(self, value: SecretValue | SecretReference) -> Any:
        """The reference as an author would write it, and never the secret."""
        if isinstance(value, SecretReference):
            return {way: name for way, name in asdict(value).items() if name}
        return HIDDEN

    def is_value(self, raw: object) -> bool:
        """Whether it is a secret."""
        return isinstance(raw, SecretValue)

    def schema(self) -> dict[str, Any]:
        """A reference."""
        ways = (
            {"env": {"type": "string", "pattern": f"^{_VARIABLE.pattern}$"}},
            {"file": {"type": "string"}},
            {"keyring": {"type": "string", "pattern": f"^{_ENTRY.pattern}$"}},
        )
        return {
            "oneOf": [
                {"type": "object", "properties": way, "required": [*way], "additionalProperties": False}
                for way in ways
            ]
        }


def secret_reference(written: Mapping[str, str]) -> SecretReference:
    """The reference that two words make: `env`, `file` or `keyring`, and its name.

    FieldError with a way out otherwise, which never repeats what may be the secret itself.
    """
    match list(written.items()):
        case [("env", name)] if _VARIABLE.fullmatch(name):
            return SecretReference(env=name)
        case [("env", _)]:
            raise FieldError(
                "this is not the name of an environment variable. Use letters, digits and _: WEBHOOK_TOKEN."
            )
        case [("file", path)] if path.strip() and path.isprintable() and len(path) <= _LONGEST_PATH:
            return SecretReference(file=path)
        case [("file", _)]:
            raise FieldError("this is not the path of a file. Write for example 'secrets/webhook'.")
        case [("keyring", name)] if _ENTRY.fullmatch(name):
            return SecretReference(keyring=name)
        case [("keyring", _)]:
            raise FieldError(
                "this is not the name of an entry. Use letters, digits, ., _ and -: mail-password."
            )
    raise FieldError(f"a secret is kept elsewhere, and the settings say where. {HOW_TO_REFER}")
