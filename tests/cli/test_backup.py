from tests.cli.conftest import tables_of


def test_backup_and_restore(stored, tmp_path, run):
    file, other = tmp_path / "backup.zip", tmp_path / "other"
    code, out, err = run("backup", file)
    assert (code, out) == (0, "")
    assert "Revision 2" in err
    code, _, err = run("backup", file)
    assert code == 2
    assert "--force" in err
    assert run("backup", file, "--force")[0] == 0
    code, _, err = run("restore", file, "--store", other, "--by", "Bo")
    assert code == 0
    assert "revision 3" in err
    assert tables_of(other).revision == tables_of(stored).revision
    code, _, err = run("restore", file)
    assert code == 2
    assert err.count("\n") == 1
    assert "--force" in err
    assert run("restore", file, "--force")[0] == 0
