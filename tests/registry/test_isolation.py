"""Strangers' code in a process of its own: the same answers, and no way to hurt the program that asks."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from moonwalk.api import AwardPeriod, Context, Inputs, Trait
from moonwalk.api.arrays import Grid
from moonwalk.api.files import SourceFile
from moonwalk.api.language import speaking
from moonwalk.api.notices import Message, NoticeContext, PersonInfo
from moonwalk.registry import PluginFailure, UnreadableFile, loaded
from moonwalk.registry.declarations import Declaration
from moonwalk.registry.discovery import FoundPlugin
from moonwalk.registry.isolation import client, starting
from moonwalk.registry.isolation.client import PluginProcess
from moonwalk.registry.isolation.messages import Foreign, pack_answer, unpack_answer
from moonwalk.registry.isolation.starting import SpawnedProcess
from moonwalk.registry.loader import adapter_of
from moonwalk.testing import grid_of, timeline

from .installed import distribution

SOURCE = '''
import os, sys, time
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import ClassVar

import numpy as np
from moonwalk.api import Award, FieldError, PersonRule, Ranking, hookimpl
from moonwalk.api import fields as F
from moonwalk.api.files import EntryRow, Source
from moonwalk.api.language import language
from moonwalk.api.notices import Channel, Delivered, Notice, NoticeRule
from moonwalk.api.panels import Panel, PanelText


class Sunny(PersonRule):
    """{points} points for every {goal}."""

    name: ClassVar[str] = "sunny"
    goal: F.Goal = "good_day"
    points: F.Points = 2
    does: F.ShortText = "pay"

    def awards(self, timeline, context):
        getattr(self, f"_{self.does}")(timeline)
        for day in timeline.days:
            if self.goal in day.met:
                yield Award(day=day.date, points=2, reason="Sunny")

    def grid_points(self, grid, context):
        getattr(self, f"_{self.does}")(grid)
        return grid.met[self.goal] * np.int64(2)

    def _pay(self, given): pass
    def _loop(self, given):
        while True: pass
    def _end(self, given): os._exit(0)
    def _kill(self, given): os.kill(os.getpid(), 9)
    def _eat(self, given): bytearray(6 << 30)
    def _print(self, given):
        print("x" * 1_000_000)
        os.write(1, b"garbage")
        sys.stderr.write("more")
    def _recurse(self, given): self._recurse(given)
    def _mutate(self, given): given.status[0, 0] = 3
    def _tell(self, given):
        raise ValueError(f"{os.environ.get('SOMEBODYS_TOKEN', 'no token')}, {os.environ['https_proxy']}")
    def _interrupt(self, given): raise KeyboardInterrupt
    def _quit(self, given): sys.exit(3)
    def _own(self, given):
        class Odd(BaseException): pass
        raise Odd("odd")
    def _patch(self, given):
        import builtins
        builtins.isinstance = lambda *any: True
    def _read(self, given): given.have(self.goal), given.need(self.goal), given.amounts["walk"]


class Oddly(PersonRule):
    """Answers oddly."""

    name: ClassVar[str] = "oddly"
    how: F.ShortText = "float"

    def awards(self, timeline, context):
        first = timeline.days[0].date
        return {
            "float": [Award(day=first, points=1.0, reason="x")],
            "nan": [Award(day=first, points=float("nan"), reason="x")],
            "many": [Award(day=first, points=1, reason="x")] * 3_000_000,
            "long": [Award(day=first, points=1, reason="x" * 50_000_000)],
            "self": self,
            "class": [Oddly],
            "function": [len],
            "endless": (Award(day=first, points=1, reason="x") for _ in iter(int, 1)),
        }[self.how]


class Halves(Ranking):
    """By halves."""

    name: ClassVar[str] = "halves"

    def sentence(self):
        return f"By halves, in {language()}."

    def score(self, row, rows, context):
        return Fraction(row.points, 2)


class Nag(NoticeRule):
    """Tells everybody {times} times."""

    name: ClassVar[str] = "nag"
    label: ClassVar[str] = "A word " + 20 * "and one more "
    times: F.Whole = 1

    def notices(self, context, at):
        for person in context.people:
            for number in range(self.times):
                yield Notice(person=person.id, key=f"nag-{number}", due=context.now, values={})

    def wording(self, language):
        return f"Nag in {language}", language if self.times < 5 else self.times


class Week(Source):
    """Weeks."""

    name: ClassVar[str] = "week"

    def recognises(self, file):
        return file.start(4) == b"week"

    def read(self, file):
        if file.size > 100:
            raise FieldError("it is too long; cut it")
        for number, line in enumerate(file.data.splitlines()[1:]):
            person, day, amount = line.decode().split()
            yield EntryRow(line=number + 2, person=person, day=date.fromisoformat(day), activity="walk",
                           unit="minutes", amount=1000 * int(amount))


class Slow(Source):
    """Never says."""

    name: ClassVar[str] = "slow"

    def recognises(self, file):
        time.sleep(60)

    def read(self, file):
        return []


class Post(Channel):
    """Posts."""

    name: ClassVar[str] = "post"

    def deliver(self, message, folder):
        return Delivered(note=f"to {message.recipient} in {folder}")


class Words(Panel):
    """Words."""

    name: ClassVar[str] = "words"

    def title(self):
        return "Words"

    def show(self, view):
        return PanelText(text="fine")


@hookimpl
def moonwalk_rules():
    return [Sunny, Oddly]

@hookimpl
def moonwalk_rankings():
    return [Halves]

@hookimpl
def moonwalk_notices():
    return [Nag]

@hookimpl
def moonwalk_sources():
    return [Week, Slow]

@hookimpl
def moonwalk_channels():
    return [Post]

@hookimpl
def moonwalk_panels():
    return [Words]
'''
CONTEXT = Context(starts=date(2027, 1, 4), days=3, weeks=1, as_of=date(2027, 1, 6))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    distribution(folder, "moonwalk-weather", "1", {"weather": "weather_plugin"}, {"weather_plugin": SOURCE})
    return folder


@pytest.fixture
def process(site, monkeypatch):
    """The plugin's process, which answers within a few seconds or is ended."""
    monkeypatch.syspath_prepend(str(site))
    noted: list[str] = []
    process = PluginProcess("weather", "weather_plugin", "weather_plugin", noted.append, seconds=5.0)
    process.noted = noted
    yield process
    process.close()


@pytest.fixture
def weather(process):
    """The adapter of a declaration, in its own process or, for comparison, in this one."""

    def made(name: str, apart: bool = True, **config: str) -> Any:
        installed = FoundPlugin(
            "weather", "weather_plugin", "weather", "1", lambda: __import__("weather_plugin")
        )
        plugin = loaded.LoadedPlugin(installed, {})
        plugin.look()
        declared = next(each for each in plugin.declared if each.name == name)
        known = (declared.plugin, declared.module, declared.sort, declared.name, declared.attributes)
        return adapter_of(Declaration(*known, declared.find, process if apart else None)).configured(config)

    return made


def grid() -> Grid:
    return grid_of([timeline("5 0 8"), timeline("0 5 5")])


def large() -> Grid:
    shape = (3000, 28)
    met = np.random.default_rng(1).random(shape) < 0.5
    return Grid(
        week=np.repeat(np.arange(1, 5), 7).astype(np.int16),
        status=np.zeros(shape, np.int8),
        amounts={"walk": np.arange(met.size).reshape(shape)},
        met={"good_day": met},
        logged=met,
        have=lambda goal: met.astype(np.int64),
        need=lambda goal: np.ones(shape, np.int64),
    )


def test_a_class_is_known_by_the_same_profile_wherever_it_runs(weather):
    for name in ("sunny", "oddly", "halves", "nag", "week", "post", "words"):
        assert weather(name).profile == weather(name, apart=False).profile


@pytest.mark.parametrize("days", [grid, large], ids=["small", "large"])
def test_a_rule_pays_the_same_wherever_it_runs(weather, days):
    there, here = weather("sunny"), weather("sunny", apart=False)

    assert (there.grid_points(days(), CONTEXT) == here.grid_points(days(), CONTEXT)).all()
    line = timeline("5 0 8")
    assert there.awards(line, CONTEXT) == here.awards(line, CONTEXT) != ()
    assert there.award_period_of(CONTEXT) is AwardPeriod.DAY
    assert there.sentence() == here.sentence()
    assert there.problems() == here.problems() == ()
    assert (
        weather("sunny", points="many").problems() == weather("sunny", False, points="many").problems() != ()
    )


def test_it_may_read_what_is_only_worked_out_when_somebody_asks(weather):
    days = large()
    assert (weather("sunny", does="read").grid_points(days, CONTEXT) == days.met["good_day"] * 2).all()


def test_the_other_kinds_answer_from_there_as_well(weather, tmp_path):
    now = datetime(2027, 1, 5, tzinfo=UTC)
    people = (PersonInfo(id="p01", first_name="Ada", team="", timezone="UTC"),)
    moment = NoticeContext(since=now, now=now, title="t", about="", timezone="UTC", weeks=(), people=people)
    (notice,) = weather("nag").notices(moment, None)
    assert (notice.person, notice.due) == ("p01", now)
    assert [weather("nag").wording(code) for code in ("en", "de")] == [
        ("Nag in en", "en"),
        ("Nag in de", "de"),
    ]
    with pytest.raises(PluginFailure):
        weather("nag", times="5").wording("de")
    with speaking("de"):
        assert weather("halves").sentence() == "By halves, in de."
    assert weather("halves").sentence() == "By halves, in en."
    assert weather("nag").label("de") == "A word and one more and one more and one more and one mor..."

    file = SourceFile(name="a.week", content=b"week\np01 2027-01-04 12\n")
    assert weather("week").recognises(file)
    (row,) = weather("week").read(file)
    assert (row.person, row.amount) == ("p01", 12_000)
    with pytest.raises(UnreadableFile, match="it is too long; cut it"):
        list(weather("week").read(SourceFile(name="a", content=b"week" + b"x" * 200)))

    message = Message(key="k", recipient="p01", recipient_name="Ada", subject="s", text="t", created=now)
    assert weather("post").deliver(message, str(tmp_path)).note == f"to p01 in {tmp_path}"
    assert weather("words").title() == "Words"


def test_whoever_stops_reading_a_file_leaves_nothing_open(weather):
    lines = b"".join(b"p01 2027-01-04 1\n" for _ in range(5))
    rows = weather("week").read(SourceFile(name="a", content=b"week\n" + lines))
    next(rows)
    rows.close()
    assert list(weather("week").read(SourceFile(name="a", content=b"week\n"))) == []


FAULTS = {
    "loop": "did not answer within 5 seconds",
    "end": "ended its own process (exit code 0)",
    "kill": "was ended by the signal 9" if os.name == "posix" else "ended its own process",
    "recurse": "RecursionError",
    "mutate": "read-only",
    "interrupt": "KeyboardInterrupt",
    "quit": "SystemExit: 3",
    "own": "Odd: odd",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_the_next_question_is_answered(weather, fault):
    with pytest.raises(PluginFailure) as failure:
        weather("sunny", does=fault).grid_points(grid(), CONTEXT)

    assert FAULTS[fault] in str(failure.value)
    assert "sunny.grid_points" in str(failure.value)
    assert weather("sunny").grid_points(grid(), CONTEXT).sum() == 8


def test_a_rule_that_raises_keeps_its_process(weather, process):
    assert weather("sunny").grid_points(grid(), CONTEXT).sum() == 8
    number = process._running.process.pid
    for fault in ("mutate", "own", "quit", "recurse"):
        with pytest.raises(PluginFailure):
            weather("sunny", does=fault).grid_points(grid(), CONTEXT)
    assert process._running.process.pid == number


def test_a_question_that_was_not_answered_is_put_again_after_a_while(weather, monkeypatch):
    monkeypatch.setattr(client, "FORGIVEN_AFTER", 0.0)
    for _ in range(2):
        with pytest.raises(PluginFailure, match="exit code 0"):
            weather("sunny", does="end").grid_points(grid(), CONTEXT)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits what a process may take")
def test_a_rule_that_takes_all_memory_is_stopped(weather):
    with pytest.raises(PluginFailure, match="MemoryError"):
        weather("sunny", does="eat").grid_points(grid(), CONTEXT)


def test_it_does_not_see_the_tokens_of_others(weather, monkeypatch):
    monkeypatch.setenv("SOMEBODYS_TOKEN", "t0k3n")
    monkeypatch.setenv("https_proxy", "http://localhost:9")

    with pytest.raises(PluginFailure) as failure:
        weather("sunny", does="tell").grid_points(grid(), CONTEXT)

    assert "t0k3n" not in str(failure.value)
    assert "no token, http://localhost:9" in str(failure.value)


def test_what_it_prints_goes_nowhere(weather, capfd):
    assert weather("sunny", does="print").grid_points(grid(), CONTEXT).sum() == 8
    assert capfd.readouterr() == ("", "")


def test_what_it_patches_is_patched_there_only(weather):
    with pytest.raises(PluginFailure):
        # Nothing works there any more, least of all what sends the answer.
        weather("sunny", does="patch").grid_points(grid(), CONTEXT)
    assert not isinstance(1, str)


ODD = {
    "float": "gave 1.0 as points",
    "nan": "gave nan as points",
    "many": "more than 100000 of Award",
    "long": "a reason of 50,000,000 characters",
    "self": "instead of a list of Award",
    "class": "among its Awards",
    "function": "among its Awards",
    "endless": "more than 100000 of Award",
}


@pytest.mark.parametrize("how", ODD)
def test_an_odd_answer_is_refused_here_whatever_the_other_process_thinks_of_it(weather, how):
    with pytest.raises(PluginFailure) as failure:
        weather("oddly", how=how).awards(timeline("5"), CONTEXT)
    assert ODD[how] in str(failure.value)


def test_a_flood_of_notices_is_refused(weather):
    now = datetime(2027, 1, 5, tzinfo=UTC)
    people = (PersonInfo(id="p01", first_name="Ada", team="", timezone="UTC"),)
    moment = NoticeContext(since=now, now=now, title="t", about="", timezone="UTC", weeks=(), people=people)
    with pytest.raises(PluginFailure, match="gave 5,000 notices for 'p01' at once"):
        weather("nag", times="5000").notices(moment, None)


def test_what_ended_the_process_once_is_not_asked_again_and_is_noted(weather, process):
    for _ in range(2):
        with pytest.raises(PluginFailure, match="exit code 0"):
            weather("sunny", does="end").grid_points(grid(), CONTEXT)
    assert process.noted == ["sunny: it ended its own process (exit code 0)."]
    assert weather("sunny").grid_points(grid(), CONTEXT).sum() == 8


class Late:
    """A stream whose reader is held up on the way to reading, as on a busy machine."""

    def __init__(self, stream, arrived):
        self._stream, self._arrived = stream, arrived

    def readinto(self, data):
        self._arrived.wait(60)
        return self._stream.readinto(data)

    def close(self):
        self._stream.close()


def test_a_thread_that_is_about_to_read_keeps_its_stream_although_the_process_is_ended():
    code = "import sys; sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
    begun = subprocess.Popen([sys.executable, "-c", code], **pipes, start_new_session=True)
    arrived = threading.Event()
    running = client.RunningProcess(SpawnedProcess(begun), begun.stdin, Late(begun.stdout, arrived))
    running.begin()

    running.end()

    # Its number is still taken: the next process that begins has other streams.
    assert not begun.stdout.closed
    arrived.set()
    assert running.inbox.get(timeout=60) is None


@pytest.mark.skipif(os.name != "posix", reason="groups of processes are killed there only")
def test_a_process_is_killed_once_since_another_may_have_its_number_later(process, weather, monkeypatch):
    monkeypatch.setattr(starting.sys, "platform", "elsewhere")
    assert weather("sunny").grid_points(grid(), CONTEXT).sum() == 8
    begun, killed = process._running, []
    kill = os.killpg
    monkeypatch.setattr(os, "killpg", lambda number, signal: (killed.append(number), kill(number, signal)))

    process.close()
    process.close()
    process._finalizer()

    assert killed == [begun.process.pid]


def test_a_plugin_whose_import_ends_the_process_fails_every_question(tmp_path, monkeypatch):
    distribution(tmp_path, "ends", "1", {"ends": "ends_plugin"}, {"ends_plugin": "import os; os._exit(4)"})
    monkeypatch.syspath_prepend(str(tmp_path))
    sort = loaded._SORTS["PersonRule"][1]
    process = PluginProcess("ends", "ends_plugin", "ends_plugin")
    rule = adapter_of(Declaration("ends", "ends_plugin", sort, "any", {}, dict, process))

    for _ in range(2):
        with pytest.raises(PluginFailure, match=r"exit code 4\)\. That was while it was being imported"):
            _ = rule.shapes


def test_the_process_ends_with_the_program_that_asked_it(site):
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from moonwalk.registry.isolation.client import PluginProcess\n"
        "process = PluginProcess('weather', 'weather_plugin', 'weather_plugin')\n"
        "print(process._ready().process.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(site)], capture_output=True, text=True, check=True)
    number = int(run.stdout)
    while _lives(number):
        pass


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except OSError:
        return False
    return True


def test_another_process_of_ours_begins_one_of_its_own(process):
    process._note = None
    copy = pickle.loads(pickle.dumps(process))
    assert isinstance(copy, PluginProcess)
    copy.close()


class Ours:
    def __repr__(self):
        return "something of ours"


@pytest.mark.parametrize(
    ("answer", "arrives"),
    [
        ((1, "a", None, 2.5, date(2027, 1, 4)), (1, "a", None, 2.5, date(2027, 1, 4))),
        ({"a": np.int64(3)}, {"a": np.int64(3)}),
        (MappingProxyType({"a": 1}), {"a": 1}),
        (datetime(2027, 1, 4, 9, tzinfo=ZoneInfo("Asia/Tokyo")), datetime(2027, 1, 4, tzinfo=UTC)),
        (Ours(), Foreign("something of ours")),
        ([Ours], [Foreign(repr(Ours))]),
        (np.array([Ours()], object), Foreign("array([something of ours], dtype=object)")),
    ],
    ids=["plain", "number", "mapping", "moment", "object", "class", "array"],
)
def test_only_plain_answers_arrive_as_they_are(answer, arrives):
    assert unpack_answer([memoryview(bytes(part)) for part in pack_answer(answer)]) == arrives


def test_members_of_enumerations_arrive_as_they_are_whatever_python_makes_of_them(monkeypatch):
    # As in the first releases of Python 3.11, which Debian 12 has.
    by_name = lambda member, protocol: (getattr, (type(member), member.name))  # noqa: E731
    monkeypatch.setattr(Inputs, "__reduce_ex__", by_name)
    answer = (*Inputs, *Trait)
    assert unpack_answer([memoryview(bytes(part)) for part in pack_answer(answer)]) == answer


def test_bytes_that_would_run_something_run_nothing():
    class Runs:
        def __reduce__(self):
            return os.system, ("exit 1",)

    with pytest.raises(pickle.UnpicklingError, match="is no answer"):
        unpack_answer([memoryview(pickle.dumps(Runs()))])
