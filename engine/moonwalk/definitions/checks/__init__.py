"""What a draft must keep beyond the form of its values. Each file checks one thing."""

from __future__ import annotations

from datetime import date

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.notyet import check_supported


def check(draft: Draft, starts: date | None, findings: Findings) -> None:
    """Every check; what they find goes to `findings`."""
    check_supported(draft, findings)
