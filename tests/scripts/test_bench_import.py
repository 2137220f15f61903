from scripts.bench_import import imported, write_rows


def test_made_up_rows_are_imported_and_measured(tmp_path):
    write_rows(tmp_path / "rows.csv", 50)
    steps, mib = imported(tmp_path / "rows.csv")
    assert list(steps) == ["open an empty store", "read", "match and merge", "store"]
    assert sum(steps.values()) > 0
    assert mib > 10
