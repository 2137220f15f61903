from graph_app.graph.citations import cited_sources
from tests.pages.reading import press, shown, table_with


def test_asks_whom_to_reach_and_gives_examples(open_screen):
    test = open_screen("connections")
    assert "Choose whom Lahti wants to reach" in shown(test)
    examples = [b for b in test.button if str(b.key).startswith("connections-example-")]
    assert len(examples) == 3
    examples[0].click().run()
    assert not test.exception
    chosen = test.selectbox(key="connections-to").value
    assert examples[0].key.endswith(chosen)
    assert test.query_params["to"] == chosen
    assert "### From Lahti to" in shown(test)


def test_shows_each_path_with_its_sources(open_screen, tables):
    test = open_screen("connections", to="city:chattanooga")
    text = shown(test)
    path = "1. Lahti is a sister city of Wuxi (since 2010), which is a sister city of Chattanooga."
    assert path in text.replace("**", "")
    assert "warm · strength 0.33 · 2 ties" in text
    assert "There is 1 path." in text
    (sources,) = [e for e in test.expander if e.label == "Sources of path 1"]
    cited = sources.markdown[0].value.replace("\\", "")
    citation = cited_sources(tables.sources)["source:twincities"]
    assert f"[{citation.title[:79]}" in cited
    assert f"](<{citation.link}>)" in cited
    assert cited.count("checked") == 2


def test_draws_the_paths(open_screen):
    test = open_screen("connections", to="city:vasteras", k="3")
    assert "The 3 strongest paths." in shown(test)
    table = table_with(test, "sentence")
    assert table["rank"].tolist() == [1, 2, 3]
    factors = table_with(test, "check")
    assert factors["strength"].between(0, 1).all()


def test_the_address_reproduces_the_view(open_screen):
    address = {
        "from": "city:narva",
        "to": "network:ubc",
        "k": "2",
        "ended": "1",
        "target": "network:network:iclei",
        "year": "2015",
        "undated": "0",
    }
    test = open_screen("connections", **address)
    assert test.selectbox(key="connections-from").value == "city:narva"
    assert test.slider(key="connections-k").value == 2
    assert test.checkbox(key="connections-ended").value
    assert test.radio(key="connections-target-kind").value == "network"
    assert {key: test.query_params[key] for key in address} == address
    test.slider(key="connections-k").set_value(4).run()
    assert test.query_params["k"] == "4"
    test.radio(key="connections-target-kind").set_value("theme").run()
    assert test.query_params["target"].startswith("theme:")


def test_a_wrong_address_falls_back(open_screen):
    test = open_screen("connections", to="city:atlantis", k="900", target="planet:earth", year="x")
    assert test.selectbox(key="connections-to").value is None
    assert test.slider(key="connections-k").value == 5
    assert test.query_params["from"] == "city:lahti"
    assert "to" not in test.query_params


def test_from_and_to_the_same(open_screen):
    test = open_screen("connections", to="city:lahti")
    assert "Both are the same" in shown(test)


def test_no_path_but_through_ended_ties(open_screen):
    test = open_screen("connections", to="event:fis-nordic-world-ski-championships-1926")
    assert "No path leads from Lahti" in shown(test)
    press(test, "Also through ties that have ended")
    assert "status: ended" in shown(test)
    assert test.query_params["ended"] == "1"


def test_in_an_earlier_year(open_screen):
    test = open_screen("connections", to="city:chattanooga", year="1960", undated="0")
    assert "No path leads from Lahti to Chattanooga." in shown(test)
    assert "Chattanooga has no tie here" in shown(test)


def test_says_who_can_introduce_us(open_screen):
    test = open_screen("connections", target="country:JP")
    text = shown(test)
    assert "3 nodes are in this set; Lahti has a tie with 0 of them already." in text
    assert "**Wuxi** opens paths to 2 of 3, 2 of them warm." in text
    table = table_with(test, "warm")
    assert table["name"].tolist()[:2] == ["Wuxi", "Deyang"]


def test_explains_the_model(open_screen):
    test = open_screen("connections")
    assert "product of four factors" in shown(test)
    assert "Yen (1971)" in shown(test)
