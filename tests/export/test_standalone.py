import base64
import hashlib
import json
import re

import pytest

from graph_app.export import export
from graph_app.graph.filters import GraphFilter
from tests.briefing.briefings import Page
from tests.export.conftest import make_bundle


def test_holds_everything_and_asks_nobody(graph, tables):
    text = export(make_bundle(graph, sources=tables.sources), "html").decode()
    page = Page(text)
    assert not [a for tag, a in page.tags if tag in ("script", "img", "iframe") and "src" in a]
    assert not [a for tag, a in page.tags if tag == "link"]
    policy = next(a["content"] for _, a in page.tags if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "Permission is hereby granted" in text
    data = json.loads(page.scripts[0])
    assert len(data["nodes"]) == len(make_bundle(graph).view)


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_hostile_text_adds_no_tag(hostile, frame, language):
    graph, sources = hostile
    page = Page(export(make_bundle(graph, sources=sources, language=language), "html").decode())
    harmless = Page(export(make_bundle(graph.select(graph.degree < 0)), "html").decode())
    assert {tag for tag, _ in page.tags} - {tag for tag, _ in harmless.tags} <= {"tr", "td", "span"}
    assert len(page.scripts) == 3
    assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]
    links = [a["href"] for tag, a in page.tags if tag == "a"]
    assert all(re.match("https?://", link) for link in links)
    names = {node["label"] for node in json.loads(page.scripts[0])["nodes"]}
    assert "-2" in names if language == "sv" else any(n.startswith("<img") for n in names)


def test_data_end_no_script_and_break_no_line(hostile):
    graph, sources = hostile
    page = Page(export(make_bundle(graph, sources=sources), "html").decode())
    assert not set(page.scripts[0]) & set("<>&'\u2028\u2029")
    titles = [node["title"] for node in json.loads(page.scripts[0])["nodes"]]
    assert any(title.startswith("{{ data }} {% raw %} %s ]]> &amp;") for title in titles)


def test_only_scripts_that_the_policy_names_run(graph):
    page = Page(export(make_bundle(graph), "html").decode())
    policy = next(a["content"] for _, a in page.tags if "http-equiv" in a)
    named = re.findall("'sha256-([^']+)'", policy)
    digests = [hashlib.sha256(script.encode()).digest() for script in page.scripts[1:]]
    assert named == [base64.b64encode(digest).decode() for digest in digests]


def test_says_filter_revision_and_date_in_the_readers_language(graph):
    wanted = GraphFilter(types=("membership",), year=2000)
    text = export(make_bundle(graph, wanted, language="sv"), "html").decode()
    assert '<html lang="sv">' in text
    assert "24 nov. 2026" in text
    assert graph.revision in text
    assert "2000" in text
