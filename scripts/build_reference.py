"""Build the reference layer: ``python -m scripts.build_reference FOLDER [--into data/reference]``.

``FOLDER`` holds the raw files, which are not part of the project: ``twin_cities.csv``
(https://github.com/Hekman/twincities) and ``eurocities_members.json``. The lists of the European
Commission are taken from ``data/``, where each row has its source. What was not recognised is printed.
The same files give the same bytes.
"""

import argparse
import datetime
from pathlib import Path

import pandas as pd

from graph_app.intake.edges.edge_list import read_edges
from graph_app.intake.edges.mapping import load_mapping
from graph_app.intake.merging.draft import Draft
from graph_app.intake.project.folder import load_folder
from graph_app.intake.reference.build import build_layer
from graph_app.intake.reference.layer import PublicList, write_layer

ROOT = Path(__file__).parent.parent
#: Programmes of which the European Commission publishes who takes part.
COMMISSION = (
    "programme:eu-cities-mission",
    "programme:eu-mission-label",
    "programme:european-green-capital",
    "programme:european-green-leaf",
)
GEONAMES = """Places: GeoNames, https://www.geonames.org/, CC BY 4.0
https://creativecommons.org/licenses/by/4.0/
"""
LICENCES = {
    "places": GEONAMES,
    "twinnings": """Twin towns, from the lists of twin towns and sister cities in English Wikipedia
(https://en.wikipedia.org/wiki/Lists_of_twin_towns_and_sister_cities), collected by E. Hekman,
https://github.com/Hekman/twincities; CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/

This folder is under that licence and no other part of the project is. Changed: places were
recognised in GeoNames, and ties with a place that was not recognised were left out.
""",
    "commission": """Who takes part in the EU Mission for climate-neutral and smart cities, and who was
given the EU Mission Label, the European Green Capital and the European Green Leaf award: European
Commission, CC BY 4.0 (Commission Decision 2011/833/EU),
https://creativecommons.org/licenses/by/4.0/
""",
    "eurocities": """Members of Eurocities, as its page named them in May 2025, https://eurocities.eu
Facts, without a statement of a licence. The ids of Wikidata beside them are CC0 1.0.
""",
}


def lists(raw: Path) -> list[tuple[PublicList, Draft]]:
    """Return each list and what was read of it."""
    twinnings = read_edges([raw / "twin_cities.csv"], load_mapping("twin-cities"), today=_DAY)
    members = read_edges([raw / "eurocities_members.json"], load_mapping("eurocities"), today=_DAY)
    return [
        (
            PublicList(
                "twinnings",
                "Lists of twin towns and sister cities, English Wikipedia",
                "Wikipedia, collected by E. Hekman",
                "https://github.com/Hekman/twincities",
                "CC-BY-SA-4.0",
                "2026-02",
            ),
            twinnings,
        ),
        (
            PublicList(
                "commission",
                "EU Mission cities, EU Mission Label, European Green Capital and Green Leaf",
                "European Commission",
                "https://commission.europa.eu",
                "CC-BY-4.0",
                "2026-02",
                complete=COMMISSION,
            ),
            _of_programmes(COMMISSION),
        ),
        (
            PublicList(
                "eurocities",
                "Eurocities: our members",
                "Eurocities",
                "https://eurocities.eu",
                "LicenseRef-Facts",
                "2025-05",
                complete=("network:eurocities",),
            ),
            members,
        ),
    ]


#: A start after this day is refused; the raw files are not younger.
_DAY = datetime.date(2026, 12, 31)


def _of_programmes(programmes: tuple[str, ...]) -> Draft:
    tables = load_folder(ROOT / "data")
    relations = tables.relations[tables.relations["target"].isin(programmes)]
    cities = tables.cities[tables.cities["id"].isin(relations["source"])]
    bodies = tables.programmes[tables.programmes["id"].isin(programmes)]
    return Draft({"cities": cities, "programmes": bodies, "relations": relations})


def main() -> int:
    """Build the layer and print what was left out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("raw", type=Path)
    parser.add_argument("--into", type=Path, default=ROOT / "data" / "reference")
    given = parser.parse_args()
    built = build_layer(lists(given.raw))
    write_layer(built.layer, given.into, LICENCES)
    with pd.option_context("display.max_rows", 40):
        for one in built.layer.lists:
            print(f"{one.name}: {one.rows} ties, {one.left_out} left out")
        print(f"{len(built.layer.places)} places; not recognised: {len(built.left_out)}")
        print(built.left_out.head(30).to_string(index=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
