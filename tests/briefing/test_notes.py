import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree
from importlib import resources
from typing import get_args

import pytest
from docx import Document
from docx.oxml.ns import qn
from jinja2 import UndefinedError

from graph_app.briefing.document import Block, Bullets, FactTable, Heading, Paragraph, Sources, tidy
from graph_app.briefing.notes import (
    BRIEFING_FORMATS,
    briefing_note,
    comparison_note,
    memberships_note,
    profile_note,
    write_briefing,
)
from graph_app.briefing.sentences import MOST_SOURCES
from graph_app.graph.citations import cited_sources
from graph_app.graph.years import as_of
from graph_app.i18n import get_translator
from graph_app.model.errors import ExportError, FilterError
from graph_app.wording.citations import source_facts
from tests.briefing.briefings import HOME, Page, hostile_request, make_request

OTHERS = ["city:vasteras", "city:tallinn", "network:ubc", "event:novu-2024", "organisation:lut"]


def blocks(note, kind):
    return [block for block in note.blocks if isinstance(block, kind)]


def lines(note):
    return [line for block in blocks(note, Bullets) for line in block.lines]


def cited(note):
    said = [*lines(note), *(block.line for block in blocks(note, Paragraph))]
    return {number for line in said for number in line.cites}


@pytest.fixture
def vasteras(graph, tables):
    return profile_note(make_request(graph, tables), "city:vasteras")


def test_says_who_what_since_when_and_who_says_so(vasteras, tables):
    lead = blocks(vasteras, Paragraph)[0].line.text
    assert lead == "Lahti is a sister city of Västerås, since 1940."
    said = {line.lead: line for line in lines(vasteras)}
    assert said["Common cities (3):"].text == "Akureyri, Ålesund, Randers"
    assert "Västerås since 1988" in said["Common programmes (1):"].text
    assert said["Akureyri:"].text.startswith("tied to both; Lahti is a sister city of Akureyri")
    titles = {source.title for block in blocks(vasteras, Sources) for source in block.items}
    assert titles <= {tidy(title, 110) for title in tables.sources["title"]}
    assert "Lahtis" in titles
    assert dict(blocks(vasteras, FactTable)[0].rows)["Population"] == "127,799"


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("node", [*OTHERS, HOME])
def test_every_cited_source_is_listed_and_every_listed_one_cited(graph, tables, node, language):
    check_sources(profile_note(make_request(graph, tables, language), node))


def test_comparisons_and_memberships_list_what_they_cite(graph, tables):
    request = make_request(graph, tables)
    check_sources(comparison_note(request, (HOME, "city:tallinn", "city:turku", "city:randers")))
    check_sources(memberships_note(request, HOME))


def check_sources(note):
    listed = [source.number for block in blocks(note, Sources) for source in block.items]
    assert listed == list(range(1, len(listed) + 1))
    assert len(listed) <= MOST_SOURCES
    assert cited(note) == set(listed)


def test_a_source_is_cited_by_its_own_number(graph, tables):
    note = profile_note(make_request(graph, tables), "city:vasteras")
    direct = next(line for line in lines(note) if "sister city of Västerås" in line.text)
    tie = graph.edges[graph.edges["id"].eq("sister-city-lahti-vasteras")].iloc[0]
    title = tables.sources.set_index("id")["title"][tie["source_id"]]
    numbered = {s.number: s.title for block in blocks(note, Sources) for s in block.items}
    assert [numbered[number] for number in direct.cites] == [title]
    assert "checked 8 Feb 2026" in direct.small


@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_sources_are_the_citations_of_the_ties(graph, tables, language):
    note = profile_note(make_request(graph, tables, language), "city:vasteras")
    tr, cited = get_translator(language), cited_sources(tables.sources)
    expected = {
        (tidy(c.title, 110), c.link, tidy(source_facts(c, tr), 200)) for c in cited.values()
    }
    listed = [source for block in blocks(note, Sources) for source in block.items]
    assert {(source.title, source.url, source.detail) for source in listed} <= expected


def test_without_a_tie_it_says_so(graph, tables):
    note = profile_note(make_request(graph, tables), "city:tallinn")
    assert blocks(note, Paragraph)[0].line.text == (
        "No direct tie between Lahti and Tallinn is known. They have 3 neighbours in common."
    )


def test_a_node_of_which_nothing_is_known(small, small_tables):
    request = make_request(small, small_tables, home="city:a")
    note = profile_note(request, "city:e")
    said = " ".join(block.line.text for block in blocks(note, Paragraph))
    assert "No chain of ties leads there." in said
    assert "The tables name nobody who could be asked." in said
    assert "No tie names a source." in said
    assert not blocks(note, Sources)
    for form in BRIEFING_FORMATS:
        assert write_briefing(note, form)


def test_an_ended_event_is_not_since(graph, tables):
    note = profile_note(make_request(graph, tables), "event:novu-2024")
    assert blocks(note, Paragraph)[0].line.text == "Lahti takes part in NOVU 2024."


def test_as_it_was_in_a_year(graph, tables):
    request = make_request(as_of(graph, 1950, False), tables, year=1950, undated=False)
    note = profile_note(request, "city:akureyri")
    first, lead = (block.line.text for block in blocks(note, Paragraph)[:2])
    assert first == "As it was in 1950; ties without a start year are left out."
    assert "since 1947" in lead
    assert all("NOVU" not in line.text for line in lines(note))


def test_lists_are_bounded_and_say_how_much_is_left_out(graph, tables):
    note = profile_note(make_request(graph, tables), "network:eurocities")
    members = next(line for line in lines(note) if line.lead.startswith("Membership"))
    assert members.lead == "Membership (36):"
    assert members.text.count(",") == 9
    assert members.text.endswith("and 26 more")


def test_comparison_says_what_is_shared(graph, tables):
    note = comparison_note(make_request(graph, tables), (HOME, "city:vasteras"))
    assert note.title == "Lahti and Västerås"
    lead = blocks(note, Paragraph)[0].line.text
    assert lead.startswith("Lahti and Västerås share 3 partners, 1 programme and 5 events.")
    said = {line.lead: line.text for line in lines(note)}
    assert said["Partners, all (3):"] == "Akureyri, Ålesund, Randers"
    assert said["Partners, only Västerås (4):"].startswith("Banja Luka")
    table = blocks(note, FactTable)[0]
    assert table.head == ("Fact", "Lahti", "Västerås")
    assert ("Population", "121,622", "127,799") in table.rows


def test_memberships_note_has_each_network(graph, tables):
    note = memberships_note(make_request(graph, tables), HOME)
    rows = {row[0]: row for row in blocks(note, FactTable)[0].rows}
    assert len(rows) == 6
    assert rows["Union of the Baltic Cities"][1] == "1997"
    said = [line for line in lines(note) if line.lead == "Unique:"]
    assert len(said) == 2
    assert all(line.cites for line in said)


def test_a_city_without_memberships_is_said_to_have_none(small, small_tables):
    request = make_request(small, small_tables, home="city:a")
    note = memberships_note(request, "city:b")
    assert "is a member of no network" in blocks(note, Paragraph)[0].line.text
    for form in BRIEFING_FORMATS:
        assert write_briefing(note, form)


def test_what_cannot_be_written_is_refused_by_name(graph, tables):
    request = make_request(graph, tables)
    with pytest.raises(ExportError, match="'pdf', expected one of docx, html"):
        write_briefing(profile_note(request, HOME), "pdf")
    with pytest.raises(FilterError, match="city:nowhere"):
        profile_note(request, "city:nowhere")
    with pytest.raises(FilterError, match="city:nowhere"):
        memberships_note(request, "city:nowhere")
    with pytest.raises(FilterError, match="2 to 4"):
        comparison_note(request, [HOME, HOME])
    with pytest.raises(FilterError, match="one city"):
        briefing_note(request, [HOME, "city:turku"], memberships=True)


def test_file_names_say_who_and_when(graph, tables, vasteras):
    request = make_request(graph, tables)
    assert vasteras.stem == "lahti-vasteras-briefing-2026-11-24"
    assert profile_note(request, HOME).stem == "lahti-briefing-2026-11-24"
    assert memberships_note(request, HOME).stem == "lahti-memberships-briefing-2026-11-24"
    assert comparison_note(request, [HOME, "city:turku"]).stem.startswith("lahti-turku-")


# --- Word -----------------------------------------------------------------------------------------


def opened(note):
    return Document(io.BytesIO(write_briefing(note, "docx")))


def test_word_document_has_real_styles_language_and_properties(graph, tables):
    note = profile_note(make_request(graph, tables, "fi"), "city:vasteras")
    document = opened(note)
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [block.text for block in blocks(note, Heading)]
    assert styles.count("List Bullet") == len(lines(note))
    speech = next(document.styles.element.iter(qn("w:lang")))
    assert speech.get(qn("w:val")) == "fi-FI"
    known = document.core_properties
    assert (known.title, known.author, known.language) == ("Västerås", "Lahti", "fi-FI")
    assert known.created.date() == note.date
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    footer = section.footer.paragraphs[0]
    assert graph.revision in footer.text
    fields = [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_word_pictures_speak_and_links_lead_to_the_web(graph, tables):
    document = opened(profile_note(make_request(graph, tables), "network:ubc"))
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert pictures == [
        "Map of Union of the Baltic Cities and the cities tied to it.",
        "Small graph of Lahti and Union of the Baltic Cities with what lies between them.",
    ]
    for shape in document.inline_shapes:
        assert shape.width.cm < 11
    links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert "https://www.ubc.net" in links
    assert all(re.match("https?://", link) for link in links)
    anchors = {link.get(qn("r:id")) for link in document.element.body.iter(qn("w:hyperlink"))}
    assert len(anchors) >= 3


def test_word_tables_repeat_their_head(graph, tables):
    document = opened(comparison_note(make_request(graph, tables), (HOME, "city:turku")))
    heads = [
        table.rows[0].cells[0].text
        for table in document.tables
        if table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    ]
    assert heads == ["Fact", "Measure"]


# --- hostile texts --------------------------------------------------------------------------------


def hostile_notes(language):
    request = hostile_request(language)
    yield from (profile_note(request, node) for node in request.graph.nodes["id"])
    yield comparison_note(request, ["city:a", "city:b", "city:e", "event:e"])
    yield memberships_note(request, "city:a")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_hostile_text_is_text_on_the_page(language):
    allowed = "html head meta title style body main h1 h2 p b span a ul ol li dl div dt dd table"
    allowed += " thead tbody tr th td figure figcaption footer svg polygon polyline text"
    for note in hostile_notes(language):
        page = Page(write_briefing(note, "html").decode())
        assert {tag for tag, _ in page.tags} <= set(allowed.split())
        names = {name for _, attributes in page.tags for name in attributes}
        assert not {name for name in names if name.startswith("on")} | names & {"src", "xlink:href"}
        links = [a["href"] for tag, a in page.tags if tag == "a"]
        assert all(re.match("https?://|#source-[0-9]+$", link) for link in links)
        policy = next(a["content"] for _, a in page.tags if "http-equiv" in a)
        assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        assert "\u202e" not in page.text
        assert "\x00" not in page.text


def test_hostile_text_is_text_in_word():
    for note in hostile_notes("en"):
        document = opened(note)
        text = "\n".join(p.text for p in document.element.body.iter(qn("w:t")) if p.text)
        assert "\u202e" not in text
        assert "\x00" not in text
        links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
        assert not [link for link in links if "script" in link]


def test_the_page_needs_nothing_and_holds_both_pictures(vasteras):
    text = write_briefing(vasteras, "html").decode()
    page = Page(text)
    assert '<html lang="en">' in text
    drawn = [a for tag, a in page.tags if tag == "svg"]
    assert [a["role"] for a in drawn] == ["img", "img"]
    assert all(a["aria-label"] for a in drawn)
    assert not {"script", "link", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings == ["h1"] + ["h2"] * (len(headings) - 1)
    assert "Akureyri" in page.text
    for svg in re.findall("<svg.*?</svg>", text, re.S):
        ElementTree.fromstring(svg)


def test_every_kind_of_block_has_a_template(vasteras):
    blocks_html = resources.files("graph_app.briefing") / "templates" / "blocks.html"
    for kind in get_args(Block):
        assert f"macro {kind.__name__}(block)" in blocks_html.read_text(encoding="utf-8")
    with pytest.raises(UndefinedError):
        write_briefing(dataclasses.replace(vasteras, blocks=("no block",)), "html")


def test_citations_lead_to_their_sources(vasteras):
    page = Page(write_briefing(vasteras, "html").decode())
    links = {a["href"][1:] for tag, a in page.tags if tag == "a" and a["href"].startswith("#")}
    assert links == {a["id"] for tag, a in page.tags if tag == "li" and "id" in a}
