"""The plugins that a challenge file says it needs, compared with those that are installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from moonwalk.api.problems import quoted
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft
from moonwalk.registry import PluginReport, Registry, same_package

_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*([<>=!~].*)?")
_HOW: Final = "Write the package, and versions if they matter: 'acme: moonwalk-acme >=1.2,<2'."


def install_command(requirement: str) -> str:
    """The command that installs what is required: `pip install "moonwalk-acme>=1.2,<2"`."""
    words = "".join(requirement.split())
    return (
        f"pip install {words}"
        if words.replace("-", "").replace("_", "").isalnum()
        else f'pip install "{words}"'
    )


def check_requirements(draft: Draft, plugins: Registry, diagnostics: Diagnostics) -> None:
    """Report plugins that come from another package than the file says, or in another version."""
    requirements = draft.top.values.get("plugins", {})
    if not requirements:
        return
    reports = {report.name: report for report in plugins.reports}
    used = {item.named.partition(".")[0] for item in draft.items if "." in item.named}
    for name, requirement in requirements.items():
        place = draft.top.at(f"plugins.{name}")
        parsed = _REQUIREMENT.fullmatch(requirement)
        if parsed is None:
            diagnostics.error(place, f"{quoted(requirement)} is not a package. {_HOW}")
            continue
        report = reports.get(name)
        if report is not None:
            for sentence in _differences(report, parsed[1], parsed[2] or ""):
                diagnostics.error(place, f"{sentence} Install it: {install_command(requirement)}")
        elif name not in used:
            # What is used and missing is reported at the line that uses it.
            way_out = f"Install it, or take it out: {install_command(requirement)}"
            diagnostics.warning(place, f"the plugin {quoted(name)} is not installed. {way_out}")


def _differences(report: PluginReport, package: str, versions: str) -> Iterator[str]:
    """How an installed plugin differs from what is required, in sentences."""
    if not same_package(report.package, package):
        yield f"'{report.name}' comes from {report.package} here, and this file asks for {package}."
    elif versions:
        yield from _version_differs(report, versions)


def _version_differs(report: PluginReport, versions: str) -> Iterator[str]:
    # Most files ask for no version, and need not wait for what understands them.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion

    try:
        fits = SpecifierSet(versions).contains(report.version, prereleases=True)
    except InvalidSpecifier:
        yield f"{quoted(versions)} is not a range of versions, as in '>=1.2,<2'. {_HOW}"
    except InvalidVersion:
        yield f"'{report.name}' has the version {quoted(report.version)}, which cannot be compared."
    else:
        if not fits:
            here = f"{report.package} {report.version}"
            yield f"'{report.name}' is {here} here, and this file asks for {versions}."
