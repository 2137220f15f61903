from graph_app.export import FORMATS
from tests.pages.reading import shown


def test_export_offers_every_format(open_screen):
    test = open_screen("export", type="membership", year="2000")
    assert "As it was in: 2000" in shown(test)
    assert len(test.get("download_button")) == len(FORMATS)
