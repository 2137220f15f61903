"""Message catalogs, read from their ``.po`` files.

The ``.po`` text is the one source: it is compiled in memory when a language is first used, so
that no build step can be forgotten.
"""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

#: Language -> its own name.
LANGUAGES = {"en": "English", "fi": "Suomi", "sv": "Svenska"}

_FOLDER = Path(__file__).parent / "locale"


def read_catalog(language: str) -> Catalog:
    """Read the catalog of a language other than English."""
    with (_FOLDER / language / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the compiled translations of a language; English is the source text itself."""
    if language == "en":
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalog(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
