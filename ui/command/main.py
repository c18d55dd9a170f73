"""Which commands are there? The group of all, and the way to the windows when none is given."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from desk.rules.words import _
from ui.command.common import data_option
from ui.command.usage import speak_of, speak_usage

COMMANDS = {
    "init": "ui.command.office:init",
    "import": "ui.command.office:import_",
    "search": "ui.command.office:search_",
    "appointment": "ui.command.office:appointment",
    "print": "ui.command.paper:print_",
    "papers": "ui.command.printing:papers",
    "printing": "ui.command.printing:printing",
    "forms": "ui.command.paper:forms",
    "card": "ui.command.card:card",
    "sign": "ui.command.signing:sign",
    "signatures": "ui.command.signing:signatures_",
    "register": "ui.command.register:register",
    "slip": "ui.command.register:slip",
    "scan": "ui.command.scanning:scan_",
    "attach": "ui.command.scanning:attach_",
    "verify": "ui.command.office:verify_",
    "staff": "ui.command.staff:staff",
    "procedures": "ui.command.catalogue:procedures",
    "replace": "ui.command.office:replace",
    "enrol": "ui.command.exchange:enrol_",
    "sync": "ui.command.exchange:sync_",
    "sending": "ui.command.sending:sending_",
    "reassign": "ui.command.exchange:reassign_",
    "recover": "ui.command.recovering:recover_",
    "clock": "ui.command.clock:clock_",
    "part": "ui.command.parting:part_",
    "disputes": "ui.command.disputing:disputes_",
    "bundle": "ui.command.bundle:bundle",
    "gateway": "ui.command.gateway:gateway",
    "queue": "ui.command.queue:queue_",
    "kiosk": "ui.command.queue:kiosk",
    "account": "ui.command.queue:account",
    "day": "ui.command.day:day",
    "demo-data": "ui.command.demo:demo_data",
}
"""Command -> module:object, so that each command loads only what it needs."""


class Commands(click.Group):
    """Loads a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        place = COMMANDS.get(name)
        if place is None:
            return None
        module, attribute = place.split(":")
        found = getattr(import_module(module), attribute)
        assert isinstance(found, click.Command)
        return speak_of(found)


@click.command(
    cls=Commands,
    invoke_without_command=True,
    help=_("Một Cửa Desk: quầy một cửa làm việc được cả khi mất mạng."),
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=lambda *given: _version(*given),
              help=_("In phiên bản rồi thôi."))  # fmt: skip
@data_option
@click.pass_context
def motcua(context: click.Context, data: Path) -> None:
    """Without a command: open the desk."""
    if context.invoked_subcommand is None:
        # The windows are another face of the house; loaded by name so that no command ever loads Qt.
        context.exit(import_module("ui.opening").open_desk(data))


def _version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # parses e-mail headers, so no other start pays for it

        click.echo(f"motcua {version('motcua')}")
        context.exit()


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    speak_usage()
    speak_of(motcua)
    try:
        code = motcua.main(args=arguments, prog_name="motcua", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return int(code or 0)
