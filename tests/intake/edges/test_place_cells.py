import pytest

from graph_app.intake.edges.place_cells import Place, pieces_of, places_of


@pytest.mark.parametrize(
    ("cell", "name", "country", "region"),
    [
        ("Haliliye, Turkey", "Haliliye", "TR", ""),
        ("Darebin, Victoria, Australia", "Darebin", "AU", "Victoria"),
        ("Xanten-Wardt, Saksa", "Xanten-Wardt", "DE", ""),
        ("Suhl (Germany)", "Suhl", "DE", ""),
        ("Pécs (Unkari)", "Pécs", "HU", ""),
        ("Pécs - Unkari", "Pécs", "HU", ""),
        ("Suhl / Tyskland", "Suhl", "DE", ""),
        ("Germany: Suhl", "Suhl", "DE", ""),
        ("Saksa, Suhl", "Suhl", "DE", ""),
        ("Suhl, DE", "Suhl", "DE", ""),
        ("Dover, DE", "Dover", "US", "DE"),
        ("San Diego, CA", "San Diego", "US", "CA"),
        ("Toronto, CA", "Toronto", "CA", ""),
        ("Paris, Texas", "Paris", "US", "Texas"),
        ("Atlanta, Georgia", "Atlanta", "US", "Georgia"),
        ("Tbilisi, Georgia", "Tbilisi", "GE", ""),
        ("Perth, Scotland", "Perth", "GB", ""),
    ],
)
def test_a_country_beside_a_name(cell, name, country, region):
    assert places_of([cell]) == {cell: Place(name, country, region)}


@pytest.mark.parametrize(
    "cell",
    ["Frankfurt (Oder)", "Halle (Saale)", "Wien / Vienna", "Bielsko-Biała", "Lahti", "a, , b", ","],
)
def test_no_country_beside_a_name(cell):
    assert places_of([cell]) == {}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Pécs; Suhl; Västerås", ["Pécs", "Suhl", "Västerås"]),
        ("Landskrona\nGlostrup\nFredrikstad", ["Landskrona", "Glostrup", "Fredrikstad"]),
        ("- Suhl\n- Pécs", ["Suhl", "Pécs"]),
        ("1. Suhl\r\n2. Pécs", ["Suhl", "Pécs"]),
        ("• Suhl • Pécs", ["Suhl", "Pécs"]),
        ("Suhl | Pécs", ["Suhl", "Pécs"]),
        ("Suhl, Germany; Pécs, Hungary", ["Suhl, Germany", "Pécs, Hungary"]),
        ("Göteborg, Bergen, Aarhus", ["Göteborg", "Bergen", "Aarhus"]),
        ("Göteborg, Bergen ja Aarhus", ["Göteborg", "Bergen", "Aarhus"]),
        ("Suhl\nGermany", ["Suhl, Germany"]),
        ("Garmisch-\nPartenkirchen", ["Garmisch-Partenkirchen"]),
        ("Saint\nPetersburg", ["Saint Petersburg"]),
        ("Suhl;", ["Suhl"]),
        ("Darebin, Victoria, Australia", ["Darebin, Victoria, Australia"]),
        ("Paris, Texas", ["Paris, Texas"]),
        ("Gulliver, Lilliput, Brobdingnag", ["Gulliver, Lilliput, Brobdingnag"]),
        ("Göteborg, Bergen", []),
        ("Göteborg ja Bergen", ["Göteborg", "Bergen"]),
        ("Brighton and Hove", ["Brighton and Hove"]),
        ("Suhl, Thüringen", ["Suhl, Thüringen"]),
    ],
)
def test_places_in_a_cell(cell, names):
    assert pieces_of([cell])[cell] == names
