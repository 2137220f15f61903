import os

from graph_app.runtime.private_files import part_file, wider_mode


def test_a_part_becomes_the_file_or_is_gone(tmp_path):
    with part_file(tmp_path) as part:
        part.write_text("whole")
        part.replace(tmp_path / "file")
    with part_file(tmp_path) as part:
        part.write_text("half")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert wider_mode(tmp_path / "file") == ""
    os.chmod(tmp_path / "file", 0o640)
    assert wider_mode(tmp_path / "file") == "640"
