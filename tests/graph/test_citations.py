import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.graph.citations import (
    CITATION_COLUMNS,
    Citation,
    citation_table,
    citations,
    cited_sources,
    is_linkable,
    is_web_address,
)

SOURCES = pd.DataFrame(
    {
        "id": ["source:a", "source:b", "source:a"],
        "title": ["Minutes", None, "Another of the same id"],
        "publisher": ["City of A", None, None],
        "url": ["https://a.example/minutes", "javascript:alert(1)", None],
        "published": ["2015-11", None, None],
        "retrieved": [None, "2026-02-08", None],
    }
)


def edges(ids, checked):
    return pd.DataFrame({"source_id": ids, "checked": checked}, dtype="str")


def test_the_first_source_of_an_id_counts_and_only_web_addresses_are_kept():
    assert cited_sources(SOURCES) == {
        "source:a": Citation(
            "source:a", "Minutes", "City of A", "https://a.example/minutes", "2015-11"
        ),
        "source:b": Citation("source:b", "source:b", retrieved="2026-02-08"),
    }
    assert list(cited_sources(SOURCES, ["source:b", "source:none"])) == ["source:b"]


def test_columns_that_are_missing_are_blank():
    assert cited_sources(SOURCES[["id", "title"]])["source:a"] == Citation("source:a", "Minutes")
    assert cited_sources(pd.DataFrame()) == {}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["source:a", "source:b", "source:none", None]),
            st.sampled_from(["2026-02-08", None]),
        )
    )
)
def test_the_table_and_the_single_citations_say_the_same(rows):
    some = edges(*(list(part) for part in zip(*rows, strict=True)) if rows else ([], []))
    some.index = [at + 7 for at in range(len(rows))]
    table = citation_table(some, SOURCES)
    assert list(table.columns) == list(CITATION_COLUMNS)
    assert list(table.index) == list(some.index)
    single = citations(some, cited_sources(SOURCES))
    for (_, row), one, (source, checked) in zip(table.iterrows(), single, rows, strict=True):
        assert (row["checked"] if pd.notna(row["checked"]) else None) == checked
        if one is None:
            assert source in (None, "source:none")
            assert row[list(CITATION_COLUMNS[:-1])].isna().all()
        else:
            assert Citation(*row.fillna("")) == one
            assert one.source == source


@pytest.mark.parametrize(
    ("url", "web", "link"),
    [
        ("https://a", True, True),
        ("http://a/L'Aquila", True, True),
        ("https://a/ b", True, False),
        ('https://a" onclick="b', True, False),
        ("https://a>b", True, False),
        ("https://a\nb", True, False),
        ("https://a/\u202eb", True, False),
        ("javascript:alert(1)", False, False),
        ("www.example.org", False, False),
        (float("nan"), False, False),
        (None, False, False),
    ],
)
def test_what_may_be_a_link(url, web, link):
    assert (is_web_address(url), is_linkable(url)) == (web, link)
    if web:
        assert Citation("source:a", "A", url=url).link == (url if link else "")
