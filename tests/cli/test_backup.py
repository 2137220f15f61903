def test_backup(stored, tmp_path, run):
    file = tmp_path / "backup.zip"
    code, out, err = run("backup", file)
    assert (code, out) == (0, "")
    assert "Revision 2" in err
    code, _, err = run("backup", file)
    assert code == 2
    assert "--force" in err
    assert run("backup", file, "--force")[0] == 0
