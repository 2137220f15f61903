"""The command line: the same calls as the pages. Results to stdout, messages to stderr.

A verb's module is imported when the verb is called, so that help and errors come at once.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from graph_app.model.errors import GraphAppError
from graph_app.runtime.private_files import make_private

#: Verb -> its help in one line. A module of that name has a click command named ``command``.
VERBS = {
    "validate": "Check the tables in a folder, or those of the store.",
    "summary": "Print measures of a view, largest first.",
    "export": "Write a view for other tools.",
    "paths": "Print the strongest paths between two nodes.",
    "partners": "Print cities to approach as partners, with reasons.",
    "ties": "Print every tie of a node, ours and public, and how well it is known.",
    "compare": "Compare two to four nodes side by side.",
    "memberships": "Print what each membership of a city gives, or what if.",
    "robustness": "Print the ties and nodes that a city's reach hangs on.",
    "briefing": "Write a briefing note: a Word document or a web page.",
    "import": "Read files into a folder of tables or the store, after a preview.",
    "new": "Write the tables with which another city begins.",
    "demo": "Write made-up tables of a given size.",
    "backup": "Write the store with its history to one file.",
    "restore": "Put a backup into the store.",
    "history": "Print revisions, or what was done to one node or tie.",
    "undo": "Take back a revision by a new one.",
    "erase": "Take personal data out of a row and its history, for good.",
}
#: A module cannot be named by a word of Python.
_MODULES = {"import": "import_files"}


class _Verbs(click.Group):
    """A group whose commands have a name and a line of help until one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name in VERBS:
            command = import_module(f"graph_app.cli.{_MODULES.get(name, name)}").command
            command.help = VERBS[name]
        return name, command, rest

    def invoke(self, ctx: click.Context) -> int:
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader (head, less) has ended; Python must not complain again when it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return code or 0


_GROUP = _Verbs(
    "graph-app",
    {name: click.Command(name, help=line, short_help=line) for name, line in VERBS.items()},
    help="Explore a city's international relations as a graph.",
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    subcommand_metavar="VERB [ARGS]...",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        0 when all went well, 2 with one clear line on stderr when not.
    """
    make_private()
    try:
        return _GROUP.main(argv, prog_name="graph-app", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        return _failed(_with_hints(error))
    except GraphAppError as error:
        return _failed(str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(f"{where}{error.strerror or error}")
    except click.Abort:
        return _failed("stopped", 130)


def _with_hints(error: click.UsageError) -> str:
    """Return the message with the likeliest name that was meant, and where to read on."""
    near = getattr(error, "possibilities", None)
    text = f"{error.message} Did you mean {near[0]!r}?" if near else error.format_message()
    return f"{text} Try '{error.ctx.command_path} --help'." if error.ctx else text


def _failed(message: str, code: int = 2) -> int:
    print(f"graph-app: {' '.join(message.split())}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
