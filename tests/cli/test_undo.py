from tests.cli.conftest import tables_of


def test_undo(stored, run, refuses):
    code, _, err = run("undo", 2, "--reason", "Wrong", "--by", "Bo")
    assert code == 0
    assert "revision 3" in err
    assert tables_of(stored).relations["note"].isna().all()
    refuses("undone already", "undo", 2)
