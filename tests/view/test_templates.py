import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from graph_app.view.templates import fill


def filled(folder, source, **values):
    (folder / "page.html").write_text(source, encoding="utf-8")
    return fill(folder / "page.html", **values).decode()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<b>'\"&", "&lt;b&gt;&#39;&#34;&amp;"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
        (7, "7"),
        (Markup("<b>\x0b</b>"), "<b>\x0b</b>"),
    ],
)
def test_values_are_text_unless_marked(tmp_path, value, shown):
    assert filled(tmp_path, "<p>{{ value }}</p>", value=value) == f"<p>{shown}</p>"


def test_text_that_passes_a_macro_is_escaped_once(tmp_path):
    source = "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice(value) }}"
    assert filled(tmp_path, source, value="<") == "&lt;&lt;"


def test_data_cannot_end_their_script(tmp_path):
    text = filled(tmp_path, "{{ data|tojson }}", data={"a": "</script>\u2028&'"})
    assert text == r'{"a": "\u003c/script\u003e\u2028\u0026\u0027"}'


@pytest.mark.parametrize("source", ["{{ missing }}", "{{ value.missing }}", "{{ value['no'] }}"])
def test_a_name_that_is_not_given_is_an_error(tmp_path, source):
    with pytest.raises(UndefinedError):
        filled(tmp_path, source, value={})
