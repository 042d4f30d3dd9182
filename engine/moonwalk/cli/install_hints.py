"""How to have the computer run `moonwalk tick` by itself: text to copy, for four systems."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import PurePath
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

_CRON: Final = """\
Add this line in the editor that 'crontab -e' opens:

*/15 * * * * {command}
"""

_SYSTEMD: Final = """\
Put this into ~/.config/systemd/user/moonwalk.service:

[Unit]
Description=Messages of Moonwalk

[Service]
Type=oneshot
ExecStart={command}

Put this into ~/.config/systemd/user/moonwalk.timer:

[Unit]
Description=Messages of Moonwalk, every quarter of an hour

[Timer]
OnCalendar=*:0/15
Persistent=true

[Install]
WantedBy=timers.target

Then run: systemctl --user enable --now moonwalk.timer
"""

_WINDOWS: Final = """\
Type this into a command prompt (cmd, not PowerShell):

schtasks /Create /SC MINUTE /MO 15 /TN Moonwalk /TR {command}
"""

_LAUNCHD: Final = """\
Put this into ~/Library/LaunchAgents/moonwalk.tick.plist:

<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>moonwalk.tick</string>
  <key>ProgramArguments</key>
  <array>
{command}
  </array>
  <key>StartInterval</key>
  <integer>900</integer>
</dict>
</plist>

Then run: launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/moonwalk.tick.plist
"""


def _for_cron(words: list[str]) -> str:
    # cron ends a command at a percent sign, whatever quotes it is in.
    return _CRON.format(command=shlex.join(words).replace("%", r"\%"))


def _for_systemd(words: list[str]) -> str:
    return _SYSTEMD.format(command=" ".join(map(_systemd_word, words)))


def _systemd_word(word: str) -> str:
    for sign, written in (("\\", r"\\"), ('"', r"\""), ("%", "%%"), ("$", "$$")):
        word = word.replace(sign, written)
    return f'"{word}"'


def _for_windows(words: list[str]) -> str:
    # Quoted once for the task, and once more for the command that makes it.
    return _WINDOWS.format(command=f'"{subprocess.list2cmdline(words).replace(chr(34), chr(92) + chr(34))}"')


def _for_launchd(words: list[str]) -> str:
    return _LAUNCHD.format(command="\n".join(f"    <string>{escape(word)}</string>" for word in words))


SYSTEMS: Final = MappingProxyType(
    {"cron": _for_cron, "systemd": _for_systemd, "windows": _for_windows, "launchd": _for_launchd}
)
"""What writes the hint for each system, by the name to ask for it."""


def install_hint(system: str, python: PurePath, workspace: PurePath) -> str:
    """What to do so that a system runs `moonwalk tick` on a workspace every quarter of an hour."""
    return SYSTEMS[system]([str(python), "-m", "moonwalk", "-w", str(workspace), "tick"])
