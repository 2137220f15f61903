from graph_app.intake.project.folder import check_folder


def test_demo_writes_tables_that_can_be_read(run, refuses, tmp_path):
    arguments = ("demo", "--nodes", 300, "--edges", 500, "--out", tmp_path / "demo")
    assert run(*arguments)[0] == 0
    assert check_folder(tmp_path / "demo") == []
    refuses("holds files already", *arguments)
