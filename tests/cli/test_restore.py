from tests.cli.conftest import tables_of


def test_restore(stored, tmp_path, run, refuses):
    file, other = tmp_path / "backup.zip", tmp_path / "other"
    assert run("backup", file)[0] == 0
    code, _, err = run("restore", file, "--store", other, "--by", "Bo")
    assert code == 0
    assert "revision 3" in err
    assert tables_of(other).revision == tables_of(stored).revision
    refuses("--force", "restore", file)
    assert run("restore", file, "--force")[0] == 0
