"""The command `laneway`: says what there is and loads a command's file when it is called.

`laneway lint` must not pay for a web framework, nor `laneway --help` for anything: hence the table of names.
"""

from __future__ import annotations

import importlib
import sys

import click

from service import config

# Command → module of this package and the name of the click command in it.
COMMANDS = {
    "serve": "serving:serve",
    "worker": "serving:worker",
    "demo": "demo:demo",
    "import": "importing:import_file",
    "lint": "files:lint",
    "compare": "files:compare",
    "try": "trying:try_files",
    "holding": "cases:holding",
    "clock": "clock:clock",
    "state": "operating:state",
    "move": "operating:move",
    "skip": "operating:skip",
    "retry": "operating:retry",
    "cancel": "operating:cancel",
    "calendar": "calendars:calendar",
    "apologies": "apologies:apologies",
    "jobs": "jobs:jobs",
    "user": "people:user",
    "rollup": "reporting:rollup",
    "overlaps": "reporting:overlaps",
    "db": "database:db",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(f"service.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def laneway() -> None:
    """Laneway: interconnected administrative procedures, drawn as BPMN, executed lane by lane."""


def main() -> int:
    """Run the command line; a wrong configuration is one sentence and exit code 2."""
    try:
        ended = laneway.main(standalone_mode=False)
    except config.ConfigError as wrong:
        click.echo(str(wrong), err=True)
        return 2
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    # Click hands the code of an `Exit` back here; a command that comes to its end has no result.
    return ended if isinstance(ended, int) else 0


if __name__ == "__main__":
    sys.exit(main())
