"""What Moonwalk promises about people's data, and which runs show it: a table at the end of the tests.

A test names its promise with `@pytest.mark.promise("P1", "what it does")`, and says with the fixture
`counted` how often it did that. `make test` has a short share of each run, `make torture` the long one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pytest

PROMISES: Final = {
    "P1": "what was said to be saved is there after a crash",
    "P2": "all or nothing",
    "P3": "several programs at once lose nothing",
    "P4": "every message goes out, and once",
    "P5": "no file can crash it",
    "P6": "no row disappears on import",
    "P7": "no name can steer or fake the screen",
    "P8": "a bad plugin harms only itself",
    "P9": "the same data makes the same scores",
    "P10": "nobody is singled out",
    "P11": "who is forgotten is gone",
    "P12": "a backup that is called sound restores",
    "P13": "what others change is noticed",
    "P14": "the tests mean it",
}
_MARK: Final = "promise"
_OUTCOMES: Final = ("passed", "failed", "error", "skipped")


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[int, str], None]:
    """Tells how many of what a run has tried."""

    def keep(number: int, what: str) -> None:
        record_property("counted", [number, what])

    return keep


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "promise(number, run): shows a promise, in the table at the end")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    # A fixture that fails is a run that did not take place.
    if report.when == "call" or report.outcome != "passed":
        for mark in item.iter_markers(_MARK):
            report.user_properties.append((_MARK, list(mark.args)))
    return report


def rows(reports: Iterable[pytest.TestReport]) -> Iterator[tuple[str, str, str, str]]:
    """Promise, run, count and result of each run, in the order of the promises."""
    runs: dict[tuple[str, str], list[pytest.TestReport]] = {}
    for report in reports:
        for name, value in report.user_properties:
            if name == _MARK:
                runs.setdefault((str(value[0]), str(value[1])), []).append(report)
    for number, promise in PROMISES.items():
        of_it = [(run, several) for (shown, run), several in sorted(runs.items()) if shown == number]
        for at, (run, several) in enumerate(of_it):
            outcomes = Counter(report.outcome for report in several)
            result = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
            yield "" if at else f"{number} {promise}", run, counts_of(several), result
        if not of_it:
            yield f"{number} {promise}", "not run", "", ""


def counts_of(reports: Iterable[pytest.TestReport]) -> str:
    """What these runs have tried, added up where they say it in the same words."""
    sums: Counter[str] = Counter()
    for report in reports:
        for name, value in report.user_properties:
            if name == "counted" and isinstance(value, list):
                sums[str(value[1])] += int(value[0])
    return "; ".join(f"{number:,} {what}" for what, number in sums.items())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report
        for outcome in _OUTCOMES
        for report in terminalreporter.stats.get(outcome, ())
        # A module that cannot be imported is reported too, and has run nothing.
        if isinstance(report, pytest.TestReport)
    ]
    table = [("promise", "run", "count", "result"), *rows(reports)]
    if not any(result for *_, result in table[1:]):
        return
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    terminalreporter.section("promises")
    for row in table:
        terminalreporter.write_line(
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )
