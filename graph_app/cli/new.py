"""The verb ``new``: the folder with which a city begins."""

import sys
from pathlib import Path

import click

from graph_app.cli import options
from graph_app.intake.project.new_city import begin_city


@options.verb("new Tampere --country FI --lang fi --out tampere")
@click.argument("name", help="name of the city, in any language")
@click.option("--country", default="", metavar="CODE", help="code or name of its country")
@options.language
@options.out_folder
def command(name: str, country: str, lang: str, folder: Path) -> None:
    """Write the tables with which another city begins."""
    tables = begin_city(name, country, lang, folder)
    city = tables.cities.iloc[0]
    print(f"{city['name']} ({city['country']}) begins in {folder}. Go on with", file=sys.stderr)
    print(f"GRAPH_APP_DATA={folder} GRAPH_APP_STORE={folder}-store make run", file=sys.stderr)
