"""The JSON Schema of challenge files, where editors find it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from moonwalk.definitions.schema import challenge_schema
from moonwalk.registry import Registry
from moonwalk.services.errors import Refused

FILE_NAME: Final = "challenge.schema.json"

FIRST_LINE: Final = f"# yaml-language-server: $schema={FILE_NAME}\n"
"""What tells an editor where the schema is: beside the file."""


def schema_text(plugins: Registry) -> str:
    """The schema as JSON, in the order of a file, the same for the same plugins."""
    return json.dumps(challenge_schema(plugins), indent=1, ensure_ascii=False)


def write_schema(plugins: Registry, file: Path) -> None:
    """Write the schema to a file. Refused where that is not possible."""
    try:
        file.write_text(schema_text(plugins) + "\n", encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} could not be written: {error.strerror or error}.") from error
