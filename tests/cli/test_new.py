def test_another_city_begins(run, refuses, tmp_path):
    arguments = ("new", "Tampere", "--country", "FI", "--out", tmp_path / "tre")
    code, _, err = run(*arguments)
    assert code == 0
    assert "Tampere (FI) begins in" in err
    assert run("validate", tmp_path / "tre")[0] == 0
    refuses("holds files already", *arguments)
