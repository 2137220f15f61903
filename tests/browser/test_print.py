import subprocess

import pandas as pd
import pytest

from graph_app.intake.project.folder import write_tables
from graph_app.model.countries import country_codes
from graph_app.model.tables import Tables
from scripts.serving import running_app, visit
from tests.conftest import small_frames


def printed(page, tmp_path):
    """Print as the browser would on paper; give the pages and what is written on them."""
    out = tmp_path / "page.pdf"
    page.pdf(path=out, prefer_css_page_size=True, print_background=True)
    info = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
    facts = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
    text = subprocess.run(
        ["pdftotext", "-layout", out, "-"], capture_output=True, text=True, check=True
    ).stdout
    return int(facts["Pages"]), facts["Page size"], text


WANTED = (
    "Partner cities",
    "Countries",
    "Memberships",
    "Cities reached",
    "Programmes",
    "the newest is",
    "Our partners",
    "Ties by kind",
    "Partners by country",
    "Ties by decade of their start",
    "Membership",
    "China",
    "1990s",
    "Zhangjiakou",
)
CONTROLS = ("Change since", "Print view", "Show as table", "What needs attention", "Svenska")


@pytest.mark.parametrize(
    ("asked", "scheme"), [("/?lang=en&print=1", "light"), ("/?lang=en", "dark")]
)
def test_the_dashboard_prints_on_one_page(page, address, tmp_path, asked, scheme):
    page.emulate_media(color_scheme=scheme)
    visit(page, address + asked)
    pages, size, text = printed(page, tmp_path)
    assert pages == 1
    assert "A4" in size
    flat = " ".join(text.split())
    assert [word for word in ("Where we stand", *WANTED) if word not in flat] == []
    assert [word for word in CONTROLS if word in flat] == []


def test_so_does_another_year(page, address, tmp_path):
    visit(page, f"{address}/?lang=en&print=1&year=2005")
    pages, _size, text = printed(page, tmp_path)
    assert pages == 1
    assert "Where we stood in 2005" in text
    assert "counted as if they had always been there" in " ".join(text.split())


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_longer_words_stay_on_one_page(page, address, tmp_path, language):
    visit(page, f"{address}/?lang={language}&print=1")
    assert printed(page, tmp_path)[0] == 1


def many_partners(folder):
    """Write tables of a city with long names around it: 45 partners in as many countries."""
    frames = small_frames()
    codes = sorted(country_codes())[:45]
    ids = [f"city:x{at}" for at in range(45)]
    names = [f"A rather long name of a partner city, number {at}" for at in range(45)]
    partners = pd.DataFrame({"id": ids, "name": names, "country": codes})
    starts = [str(1900 + 2 * at) if at < 42 else "2025" for at in range(45)]
    ties = pd.DataFrame({"id": [f"p{at}" for at in range(45)], "target": ids, "start": starts})
    ties = ties.assign(source="city:a", type="sister_city", status="active", source_id="source:s")
    frames["cities"] = pd.concat([frames["cities"], partners], ignore_index=True)
    frames["relations"] = pd.concat([frames["relations"], ties], ignore_index=True)
    frames["networks"]["name"] = "The long name of a network that goes on and on, " * 3
    write_tables(Tables.from_frames(frames), folder)
    (folder / "settings.toml").write_text('home = "city:a"\n', encoding="utf-8")


def test_many_partners_with_long_names_stay_on_one_page(page, tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    many_partners(folder)
    with running_app(GRAPH_APP_DATA=str(folder)) as served:
        for asked in ("/?lang=fi&print=1", "/?lang=en"):
            visit(page, served + asked)
            assert printed(page, tmp_path)[0] == 1
