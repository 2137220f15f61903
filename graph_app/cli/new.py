"""The verb ``new``: the folder with which a city begins."""

import argparse
import sys
from pathlib import Path

from graph_app.i18n import LANGUAGES
from graph_app.intake.project.new_city import begin_city


def register(verbs) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("new", help="write the tables with which another city begins")
    verb.add_argument("name", help="name of the city, in any language")
    verb.add_argument("--country", default="", metavar="CODE", help="code or name of its country")
    verb.add_argument("--lang", choices=LANGUAGES, default="en", help="language of its screens")
    verb.add_argument("--out", type=Path, required=True, metavar="DIR")
    verb.set_defaults(run=_new)


def _new(arguments: argparse.Namespace) -> int:
    folder = arguments.out
    tables = begin_city(arguments.name, arguments.country, arguments.lang, folder)
    city = tables.cities.iloc[0]
    print(f"{city['name']} ({city['country']}) begins in {folder}. Go on with", file=sys.stderr)
    print(f"GRAPH_APP_DATA={folder} GRAPH_APP_STORE={folder}-store make run", file=sys.stderr)
    return 0
