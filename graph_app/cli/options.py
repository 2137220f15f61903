"""Options and arguments that several verbs share."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path

import click

#: What adds an option to a command.
Decorator = Callable[[Callable], Callable]
#: How rows may be printed.
FORMATS = ("table", "csv", "json")


class Choice(click.Choice):
    """A choice whose error says what was found, what is expected and what may have been meant."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """Return the message for a value that is none of the choices."""
        known = ", ".join(map(str, self.choices))
        near = get_close_matches(str(value), map(str, self.choices), 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return f"found {str(value)[:80]!r}, expected one of {known}.{hint}"


def verb(example: str) -> Callable[[Callable], click.Command]:
    """Make a function the command of a verb, whose help ends with an example of a call.

    Parameters
    ----------
    example : str
        The call without ``graph-app``.
    """
    # After this mark click leaves the lines as they are.
    return click.command(epilog=f"\b\nExample: graph-app {example}")


def list_option(*names: str, metavar: str, help: str) -> Decorator:
    """Return an option that takes several values, repeated or joined with commas."""
    return click.option(*names, multiple=True, callback=_split, metavar=metavar, help=help)


def _split(ctx: click.Context, param: click.Parameter, texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


def _valid_year(ctx: click.Context, param: click.Parameter, year: int | None) -> int | None:
    if year is None:
        return None
    from graph_app.graph.filters import GraphFilter

    return GraphFilter(year=year).year


def language(command: Callable) -> Callable:
    """Add ``--lang``; what knows the languages is imported only by verbs that have it."""
    from graph_app.i18n import LANGUAGES

    known = Choice(LANGUAGES)
    return click.option("--lang", type=known, default="en", help="language of the words")(command)


_PATH = click.Path(path_type=Path)
_FOLDER_HELP = "folder of tables; else the store that is set, GRAPH_APP_DATA or data"

folder = click.argument("folder", metavar="[DIR]", required=False, type=_PATH, help=_FOLDER_HELP)
folder_option = click.option("--dir", "folder", metavar="DIR", type=_PATH, help=_FOLDER_HELP)
out_folder = click.option(
    "--out", "folder", type=_PATH, required=True, metavar="DIR", help="a new or empty folder"
)
form = click.option("--format", "form", type=Choice(FORMATS), default="table", help="of the rows")
top = click.option("--top", type=int, default=20, metavar="N", help="rows; 0 for all")
force = click.option("--force", is_flag=True, help="overwrite FILE")
year = click.option(
    "--year", type=int, metavar="YYYY", callback=_valid_year, help="as it was in that year"
)
undated = click.option(
    "--undated/--no-undated", default=True, help="with --year: ties whose start is not known"
)
store = click.option("--store", metavar="DIR", help="folder of the store; else as set")
by = click.option("--by", metavar="NAME", help="name for the history; else the login")
