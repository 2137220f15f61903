from scripts import audit

CLEAN = {"name": "a", "version": "1.0", "vulns": []}
WEAK = {"name": "b", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1", "3"]}]}
OPEN = {"name": "d", "version": "4", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


def test_weaknesses_are_named():
    assert audit.weaknesses([CLEAN, WEAK, OPEN, UNKNOWN]) == [
        "b 2.0: PYSEC-1, fixed in 2.1, 3",
        "d 4: PYSEC-2, fixed in no version yet",
    ]


def test_what_could_not_be_asked_is_said():
    assert "NOT DONE" in audit.report([UNKNOWN, UNKNOWN])[0]
    said = audit.report([CLEAN, WEAK, UNKNOWN])
    assert "1 of 3 packages are not in the database" in said
    assert said[-1] == "2 packages asked about, 1 weaknesses"


def test_findings_fail_and_silence_does_not(monkeypatch, capsys):
    for found, code in (([CLEAN, WEAK], 1), ([CLEAN], 0), ([UNKNOWN], 0), ([], 0)):
        monkeypatch.setattr(audit, "ask", lambda _lock, found=found: found)
        assert audit.main() == code
        assert capsys.readouterr().out.startswith("audit: ")
