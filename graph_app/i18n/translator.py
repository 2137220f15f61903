"""One object that says everything in one language."""

import datetime
import math
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

import babel
import pandas as pd
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_decimal,
    format_percent,
    get_decimal_symbol,
    get_group_symbol,
    get_minus_sign_symbol,
)

from graph_app.i18n.catalog import LANGUAGES, translations
from graph_app.model.errors import SettingsError
from graph_app.model.kinds import KINDS, STATUSES, THEMES, UNKNOWN
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import N_, is_blank

#: What a blank is shown as.
BLANK = "–"


class Translator:
    """Say messages, numbers, dates, countries and names in one language.

    Parameters
    ----------
    language : str
        ``en``, ``fi`` or ``sv``.

    Examples
    --------
    >>> tr = Translator("fi")
    >>> tr.country("SE")
    'Ruotsi'
    """

    def __init__(self, language: str):
        if language not in LANGUAGES:
            raise SettingsError.one_of(Message("language"), language, LANGUAGES)
        self.language = language
        self._messages = translations(language)
        # British order of dates: the product speaks to European cities.
        self.locale = babel.Locale.parse("en_GB" if language == "en" else language)

    def __reduce__(self) -> tuple[Any, ...]:
        return get_translator, (self.language,)

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a message and fill in its named values."""
        text = self._messages.gettext(message) if message else ""
        return text.format(**values) if values else text

    def ngettext(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Translate a message that counts; ``{n}`` is the number in the form of the language."""
        text = self._messages.ngettext(one, many, n)
        return text.format(n=self.number(n), **values)

    def error(self, said: object) -> str:
        """Say an error, a finding or a message in this language; any other object is its text.

        It is for readers of the pages: paths and addresses of the server are left out.
        """
        message = getattr(said, "message", said)
        if isinstance(message, Message):
            return message.in_words(self, self._number, public=True)
        return str(message)

    def _number(self, value: float, spec: str) -> str:
        return format(value, spec).translate(self._marks)

    @cached_property
    def _marks(self) -> dict[int, str]:
        """The marks of English numbers, and those of this language."""
        marks = {",": get_group_symbol, ".": get_decimal_symbol, "-": get_minus_sign_symbol}
        return {ord(mark): symbol(self.locale) for mark, symbol in marks.items()}

    # --- customs of the language --------------------------------------------------------------

    def number(self, value: float | None, digits: int = 0) -> str:
        """Write a number with at most `digits` decimals; a dash where it is missing."""
        if value is None or math.isnan(value):
            return BLANK
        form = "#,##0." + "#" * digits if digits else "#,##0"
        return format_decimal(value, format=form, locale=self.locale)

    def percent(self, share: float | None) -> str:
        """Write a share between 0 and 1 as a whole percentage."""
        if share is None or math.isnan(share):
            return BLANK
        return format_percent(share, locale=self.locale)

    def date(self, partial: str | None) -> str:
        """Write a partial ISO date as far as it is known: 2018, November 2018, 25 Nov 2018."""
        if not isinstance(partial, str) or not partial:
            return BLANK
        parts = [int(part) for part in partial.split("-")]
        if len(parts) == 1:
            return partial
        day = datetime.date(*parts, *([1] * (3 - len(parts))))
        if len(parts) == 2:
            return format_skeleton("yMMMM", day, locale=self.locale)
        return format_date(day, format="medium", locale=self.locale)

    def country(self, code: str | None) -> str:
        """Return the name of a country by its ISO 3166-1 alpha-2 code; the code itself if unknown."""
        if not isinstance(code, str) or not code:
            return BLANK
        return str(self.locale.territories.get(code, code))

    # --- words of the product -----------------------------------------------------------------

    def kind(self, kind: str, many: bool = False) -> str:
        """Return the name of a kind of node."""
        return self(KINDS[kind][many]) if kind in KINDS else kind

    def relation(self, name: str) -> str:
        """Return the label of a relation type."""
        return self(RELATION_TYPES[name].label) if name in RELATION_TYPES else name

    def phrase(self, name: str, a: str, b: str, forward: bool = True) -> str:
        """Return a relation between two names as a sentence without its full stop."""
        kind = RELATION_TYPES[name]
        return self(kind.forward if forward else kind.backward, a=a, b=b)

    def status(self, status: str | None) -> str:
        """Return the label of a status; a blank is unknown."""
        return self(STATUSES.get(status or "", N_("Unknown")))

    def theme(self, theme: str | None) -> str:
        """Return the label of a theme; a blank is unknown."""
        if not isinstance(theme, str) or theme in ("", UNKNOWN):
            return self(N_("Unknown"))
        return self(THEMES.get(theme, theme))

    def themes(self, listed: str | None) -> str:
        """Return a ``;`` list of themes as words with commas."""
        if not isinstance(listed, str) or not listed:
            return BLANK
        return ", ".join(self.theme(theme.strip()) for theme in listed.split(";"))

    def name(self, facts: Mapping[str, object]) -> str:
        """Return the name of a node in this language, or the name it has everywhere.

        Parameters
        ----------
        facts : mapping
            Facts of the node: ``name``, ``name_fi``, ``name_sv``, ``id``.
        """
        names = (facts.get(key) for key in (f"name_{self.language}", "name", "id"))
        return next((str(name) for name in names if not is_blank(name)), "")

    def names(self, nodes: pd.DataFrame) -> pd.Series:
        """Return the names of many nodes at once, as :meth:`name` does for one."""
        everywhere = nodes["name"].fillna(nodes["id"])
        own = nodes.get(f"name_{self.language}")
        return everywhere if own is None else own.fillna(everywhere)


@cache
def get_translator(language: str) -> Translator:
    """Return the one translator of a language.

    Raises
    ------
    SettingsError
        If the language is none of :data:`LANGUAGES`.
    """
    return Translator(language)
