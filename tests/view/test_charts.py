import json

import altair as alt
import pandas as pd

from graph_app.i18n import get_translator
from graph_app.view.charts import bars, histogram, specification
from graph_app.view.world_map import world_map

tr = get_translator("fi")
ROWS = pd.DataFrame({"label": ["<b>", "Ruotsi"], "count": [1234.0, 2.0]})


def values(spec):
    return [row for rows in spec["datasets"].values() for row in rows]


def test_bars_say_their_numbers():
    spec = bars(ROWS, tr, "Maa", "Kumppanit maittain").to_dict()
    assert spec["description"] == "Kumppanit maittain"
    assert [row["number"] for row in values(spec)] == ["1\xa0234", "2"]
    assert "<b>" in json.dumps(spec)


def test_the_longest_bar_leaves_room_for_its_number():
    rows = pd.DataFrame({"label": ["a", "b"], "count": [0.6, 0.1]})
    bar, number = bars(rows, tr, "Maa", "Kumppanit", digits=2).to_dict()["layer"]
    for part in (bar, number):
        assert part["encoding"]["x"]["scale"]["domain"][1] > 0.6 * 1.1
    bars(rows.assign(count=0), tr, "Maa", "Kumppanit").to_dict()


def test_charts_write_numbers_as_the_reader_does_and_leave_reading_out_to_the_table():
    rows = pd.DataFrame({"label": ["a"], "count": [1.5]})
    config = bars(rows, tr, "Maa", "Kumppanit").to_dict()["config"]
    assert config["locale"]["number"]["decimal"] == ","
    assert [config[part]["aria"] for part in ("mark", "axis", "legend")] == [False] * 3
    english = bars(rows, get_translator("en"), "Country", "Partners").to_dict()["config"]
    assert english["locale"]["number"]["decimal"] == "."


def test_histogram_holds_every_value():
    spec = histogram(pd.Series([1, 2, 2, None]), tr, "Aste", "Jakauma").to_dict()
    rows = values(spec)
    assert sum(row["count"] for row in rows) == 3
    assert (rows[0]["low"], rows[-1]["high"], rows[-1]["count"]) == (1, 2, 2)


def test_a_specification_holds_its_data_in_every_part():
    rows = pd.DataFrame({"label": ["Ruotsi"], "count": [2.0]})
    one = bars(rows, tr, "Maa", "Kumppanit")
    plain = alt.vconcat(alt.Chart(rows).mark_bar().encode(x="count:Q"), alt.layer(*one.layer))
    for chart in (one, plain):
        text = json.dumps(specification(chart))
        assert "Ruotsi" in text
        assert '"datasets"' not in text
        assert '"name": "data-' not in text


def test_the_map_asks_nobody_and_leaves_out_what_has_no_place():
    partners = pd.DataFrame(
        {
            "name": ["Narva", "Nowhere"],
            "country": ["EE", "GB"],
            "latitude": [59.4, None],
            "longitude": [28.2, None],
            "relation": ["Ystävyyskaupunki", "Ystävyyskunta"],
        }
    )
    home = pd.Series({"name": "Lahti", "latitude": 60.98, "longitude": 25.66})
    for region in ("europe", "world"):
        text = json.dumps(world_map(partners, home, region, tr, "Kartta", "#000"))
        assert '"url"' not in text.replace("schema", "")
        assert "Narva" in text
        assert "Nowhere" not in text
        assert len(text) < 400_000


def test_what_is_sent_unchecked_follows_the_schema():
    values = histogram(pd.Series([1, 2, 2, None]), tr, "Aste", "Jakauma")
    for chart in (bars(ROWS, tr, "Maa", "Kumppanit maittain"), values):
        alt.Chart.from_dict(specification(chart), validate=True)
