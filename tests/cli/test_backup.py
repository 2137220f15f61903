from tests.cli.conftest import tables_of


def test_backup_and_restore(stored, tmp_path, run, refuses):
    file, other = tmp_path / "backup.zip", tmp_path / "other"
    code, out, err = run("backup", file)
    assert (code, out) == (0, "")
    assert "Revision 2" in err
    refuses("--force", "backup", file)
    assert run("backup", file, "--force")[0] == 0
    code, _, err = run("restore", file, "--store", other, "--by", "Bo")
    assert code == 0
    assert "revision 3" in err
    assert tables_of(other).revision == tables_of(stored).revision
    refuses("--force", "restore", file)
    assert run("restore", file, "--force")[0] == 0
