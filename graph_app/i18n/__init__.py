"""Translation and the customs of a language: numbers, dates, names of countries and places."""

from graph_app.i18n.catalog import LANGUAGES
from graph_app.i18n.translator import Translator, get_translator

__all__ = ["LANGUAGES", "Translator", "get_translator"]
