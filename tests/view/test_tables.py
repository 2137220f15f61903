from graph_app.graph.citations import citations, cited_sources
from graph_app.i18n import get_translator
from graph_app.view.tables import nodes_table, ties_table


def test_nodes_in_the_readers_language(graph):
    rows = nodes_table(graph, get_translator("sv"))
    turku = rows.loc["city:turku", ["name", "kind", "country"]]
    assert turku.tolist() == ["Åbo", "● Stad", "Finland"]
    assert rows.loc["city:lahti", "ties"] == 70


def test_ties_name_their_source(graph, tables):
    rows = ties_table(graph, tables.sources, get_translator("fi"))
    tie = rows.loc["sister-city-lahti-vasteras"]
    said = tie[["from", "to", "since", "status", "type", "source"]]
    assert said.tolist()[:4] == ["Lahti", "Västerås", "1940", "Voimassa"]
    assert said.tolist()[4:] == ["Ystävyyskaupunki", "Lahtis"]
    assert tie["link"].startswith("https://")
    assert rows.loc["sister-city-lahti-kaluga", "status"] == "Ei tiedossa"


def test_sources_and_links_are_the_citations(graph, tables):
    rows = ties_table(graph, tables.sources, get_translator("en"))
    cited = citations(graph.edges, cited_sources(tables.sources))
    for (_, row), one in zip(rows.iterrows(), cited, strict=True):
        expected = (one.title, one.url, one.checked) if one else ("", "", row["checked"])
        assert tuple(row[["source", "link", "checked"]].fillna("")) == expected


def test_only_web_addresses_become_links(small, small_tables):
    sources = small_tables.sources.assign(url="javascript:alert(1)")
    assert ties_table(small, sources, get_translator("en"))["link"].isna().all()
