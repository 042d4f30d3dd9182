"""`moonwalk chat`."""

from __future__ import annotations

import os
from typing import Final

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.terminal import put, say
from moonwalk.services.errors import Refused

_APP_VARIABLE: Final = "MOONWALK_SLACK_APP_TOKEN"
_BOT_VARIABLE: Final = "MOONWALK_SLACK_BOT_TOKEN"

MANIFEST: Final = """\
display_information:
  name: Moonwalk
  description: Log what you did with one tap
features:
  app_home:
    messages_tab_enabled: true
    messages_tab_read_only_enabled: false
  bot_user:
    display_name: Moonwalk
    always_online: true
  slash_commands:
    - command: /moved
      description: Log what you did today
      usage_hint: "[12]"
oauth_config:
  scopes:
    bot: [chat:write, commands, im:history, users:read, users:read.email]
settings:
  event_subscriptions:
    bot_events: [message.im]
  interactivity:
    is_enabled: true
  socket_mode_enabled: true
"""
"""What an app in Slack needs, to be pasted where a new app is made."""


@click.command(short_help="Let participants log from Slack.")
@click.option("--manifest", is_flag=True, help="Print what the app in Slack needs, to be pasted there.")
@click.pass_obj
def chat_command(session: Session, manifest: bool) -> None:
    """Answer participants who log from Slack, until Ctrl-C, with a slash command or a direct message.

    The line is opened from here, so this computer needs no address of its own. The tokens of the app are in
    the environment variables MOONWALK_SLACK_APP_TOKEN and MOONWALK_SLACK_BOT_TOKEN.
    """
    if manifest:
        for line in MANIFEST.splitlines():
            put(line)
        return
    # Loaded only here: nothing else holds a line.
    from moonwalk.page import chat_with

    tokens = {name: os.environ.get(name, "") for name in (_APP_VARIABLE, _BOT_VARIABLE)}
    missing = [name for name, token in tokens.items() if not token]
    if missing:
        raise Refused(
            f"{' and '.join(missing)} must be set where this program runs. Nothing was changed. "
            "'moonwalk chat --manifest' prints what the app in Slack needs; its pages then show both tokens."
        )
    chat_with(workspace_of(session), tokens[_APP_VARIABLE], tokens[_BOT_VARIABLE], say)
