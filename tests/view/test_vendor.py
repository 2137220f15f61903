import pytest

from graph_app.model.errors import SettingsError
from graph_app.view.vendor import ASSETS, VIS_VERSION, ensure_vis_network, vis_network_script


def test_the_script_is_copied_once(tmp_path):
    ensure_vis_network.cache_clear()
    name = ensure_vis_network(tmp_path)
    assert VIS_VERSION in name
    assert (tmp_path / name).read_text(encoding="utf-8") == vis_network_script()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_torn_copy_is_mended(tmp_path):
    ensure_vis_network.cache_clear()
    target = tmp_path / f"vis-network-{VIS_VERSION}.min.js"
    target.write_text("torn")
    ensure_vis_network(tmp_path)
    assert target.stat().st_size > 400_000


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    ensure_vis_network.cache_clear()
    with pytest.raises(SettingsError, match="nowhere"):
        ensure_vis_network(tmp_path / "nowhere")


def test_the_component_imports_that_version():
    assert f'"./vis-network-{VIS_VERSION}.min.js"' in (ASSETS / "graph_view.js").read_text()
