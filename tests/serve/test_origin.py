import pytest

from graph_app.serve.origin import is_here


def asked(host):
    return {"type": "http", "headers": [(b"host", host.encode("latin-1"))]}


@pytest.mark.parametrize("origin", ["https://Graph.example", "https://graph.EXAMPLE/x"])
def test_capitals_do_not_count(origin):
    assert is_here(asked("graph.example"), origin)


@pytest.mark.parametrize(
    "origin", ["https://gra\u017fs.example", "https://\u212aity.example", "x", ""]
)
def test_a_host_of_other_letters_is_another(origin):
    assert not is_here(asked("grass.example"), origin)
    assert not is_here(asked("kity.example"), origin)
