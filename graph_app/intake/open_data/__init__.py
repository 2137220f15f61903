"""Open data in the files and services of its publishers, each to a draft of our tables.

``READERS`` contains the readers of downloaded files by the name of their source; each is called as
``reader(paths, progress, **options)`` with the options of
:class:`graph_app.intake.open_data.options.Options`. Asking Wikidata live is
:func:`graph_app.intake.open_data.wikidata.fetch_wikidata`.
"""

from graph_app.intake.open_data.cordis import read_cordis
from graph_app.intake.open_data.erasmus import read_erasmus
from graph_app.intake.open_data.etmun import read_etmun
from graph_app.intake.open_data.keep_eu import read_keep_eu
from graph_app.intake.open_data.kohesio import read_kohesio
from graph_app.intake.open_data.urbact import read_urbact
from graph_app.intake.open_data.wikidata import read_wikidata

#: Name of a source of open data -> reader of its files.
READERS = {
    "cordis": read_cordis,
    "erasmus": read_erasmus,
    "etmun": read_etmun,
    "keep-eu": read_keep_eu,
    "kohesio": read_kohesio,
    "urbact": read_urbact,
    "wikidata": read_wikidata,
}
