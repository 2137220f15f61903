def test_backup(stored, tmp_path, run, refuses):
    file = tmp_path / "backup.zip"
    code, out, err = run("backup", file)
    assert (code, out) == (0, "")
    assert "Revision 2" in err
    refuses("--force", "backup", file)
    assert run("backup", file, "--force")[0] == 0
