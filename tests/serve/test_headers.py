import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from streamlit import file_util

from graph_app.serve.headers import content_security_policy, script_hashes


def test_the_policy_lets_no_text_become_a_script():
    rules = dict(rule.split(" ", 1) for rule in content_security_policy().split("; "))
    assert "'unsafe-eval'" not in rules["script-src"]
    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["default-src"] == rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert not re.search(r"https?:|\*", " ".join(rules.values()))


def test_every_inline_script_of_the_page_has_its_hash():
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    assert len(script_hashes(page)) == len(re.findall(r"<script(?![^>]*\bsrc=)", page)) == 1


def test_a_known_hash():
    # Content Security Policy Level 3, section 8.3, example.
    assert script_hashes("<script>alert('Hello, world.');</script>") == [
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    ]


@given(st.text(max_size=200))
def test_any_page_gives_hashes_that_cannot_break_the_policy(text):
    for one in script_hashes(f"<script>{text}</script>"):
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", one)
