"""The source of a relation in words."""

from graph_app.graph.citations import Citation
from graph_app.i18n import Translator
from graph_app.wording.text import shorten


def source_facts(citation: Citation, tr: Translator) -> str:
    """Say who published a source, when it was published and when it was retrieved."""
    parts = [shorten(citation.publisher, 80)] if citation.publisher else []
    if citation.published:
        parts.append(tr("published {date}", date=tr.date(citation.published)))
    if citation.retrieved:
        parts.append(tr("retrieved {date}", date=tr.date(citation.retrieved)))
    if not citation.published and not citation.retrieved:
        parts.append(tr("day not known"))
    return " · ".join(parts)


def citation_sentence(citation: Citation | None, tr: Translator) -> str:
    """Say who says so: title, publisher, days and address of the source, and the day of the check."""
    if citation is None:
        return tr("no source")
    parts = [shorten(citation.title, 110), source_facts(citation, tr)]
    if citation.checked:
        parts.append(tr("checked {date}", date=tr.date(citation.checked)))
    if citation.url:
        parts.append(shorten(citation.url, 500))
    return " · ".join(parts)
