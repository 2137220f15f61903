from graph_app.cli.main import main


def test_another_city_begins(tmp_path, capsys):
    assert main(["new", "Tampere", "--country", "FI", "--out", str(tmp_path / "tre")]) == 0
    assert "Tampere (FI) begins in" in capsys.readouterr().err
    assert main(["validate", str(tmp_path / "tre")]) == 0
    assert main(["new", "Tampere", "--country", "FI", "--out", str(tmp_path / "tre")]) == 2
    assert "holds files already" in capsys.readouterr().err
