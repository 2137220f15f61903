"""Who says so: the source of each relation, in one form for screens, documents, files and terminal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeGuard

import pandas as pd

#: Characters that could end an address in Markdown or HTML.
_BREAKING = frozenset('<>"\\ ')


@dataclass(frozen=True)
class Citation:
    """A source, and the day on which a person last confirmed the relation that it speaks of.

    Parameters
    ----------
    source : str
        Id of the source.
    title : str
        Its title; its id where the title is blank.
    publisher, url : str
        Empty where not known; an address that is not http or https counts as not known.
    published, retrieved : str
        Partial ISO dates, empty where not known.
    checked : str
        Day of the check of the relation, empty where not known or where no relation is meant.
    """

    source: str
    title: str
    publisher: str = ""
    url: str = ""
    published: str = ""
    retrieved: str = ""
    checked: str = ""

    @property
    def link(self) -> str:
        """The address where it can be a link in any document; empty otherwise."""
        return self.url if is_linkable(self.url) else ""


#: Columns of :func:`citation_table`.
CITATION_COLUMNS = tuple(field.name for field in fields(Citation))


def is_web_address(url: object) -> TypeGuard[str]:
    """Return whether a link may be offered: http and https only, never ``javascript:``."""
    return isinstance(url, str) and url.startswith(("https://", "http://"))


def is_linkable(url: object) -> bool:
    """Return whether an address may be written in Markdown or HTML: nothing in it could end it there."""
    return is_web_address(url) and not _BREAKING & set(url) and url.isprintable()


def cited_sources(sources: pd.DataFrame, ids: Iterable[str] | None = None) -> dict[str, Citation]:
    """Return the sources by their ids, the first of those with the same id.

    Parameters
    ----------
    sources : pandas.DataFrame
        Table of sources; columns that are missing count as blank.
    ids : iterable of str, optional
        Sources to return; all by default.
    """
    names = ["id", *CITATION_COLUMNS[1:-1]]
    rows = sources.reindex(columns=names).drop_duplicates("id")
    if ids is not None:
        rows = rows[rows["id"].isin(list(ids))]
    texts = rows.astype(object).where(rows.notna(), "").to_numpy()
    return {
        one: Citation(one, title or one, publisher, url if is_web_address(url) else "", *days)
        for one, title, publisher, url, *days in texts.tolist()
    }


def citations(edges: pd.DataFrame, cited: Mapping[str, Citation]) -> tuple[Citation | None, ...]:
    """Return the citation of each of a few relations; None where no known source is named.

    Parameters
    ----------
    edges : pandas.DataFrame
        Rows of :attr:`GraphFrame.edges`.
    cited : mapping of str to Citation
        From :func:`cited_sources`.
    """
    checked = edges["checked"].fillna("")
    return tuple(
        replace(cited[source], checked=day) if source in cited else None
        for source, day in zip(edges["source_id"], checked, strict=True)
    )


def citation_table(edges: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the citations of relations as columns.

    Parameters
    ----------
    edges : pandas.DataFrame, shape (m, ...)
        Rows of :attr:`GraphFrame.edges`.
    sources : pandas.DataFrame
        Table of sources.

    Returns
    -------
    pandas.DataFrame
        Index as `edges`; :data:`CITATION_COLUMNS`, text, missing where not known. Where no known
        source is named, all but ``checked`` are missing.
    """
    cited = cited_sources(sources, edges["source_id"].unique())
    columns = {
        name: edges["source_id"]
        .map({one: getattr(found, name) or None for one, found in cited.items()})
        .astype("str")
        for name in CITATION_COLUMNS[:-1]
    }
    return pd.DataFrame({**columns, "checked": edges["checked"]}, index=edges.index)
