"""Screens as tests run, read and use them."""

import re
import time

from streamlit.testing.v1 import AppTest

#: What text of a table must never become on a page.
MARKUP = ("<img", "<script", "![", "](javascript", ":red[")
_KINDS = ("title", "header", "markdown", "caption", "text", "info", "success", "warning", "error")


def texts(test) -> str:
    """Return all texts of a screen as they were sent, with their escapes."""
    return "\n".join(str(element.value) for kind in _KINDS for element in getattr(test, kind))


def shown(test) -> str:
    """Return all texts of a screen as a person reads them."""
    return texts(test).replace("\\", "")


def markup(test) -> list[str]:
    """Return the markup of hostile names that a screen would obey."""
    sent = re.sub(r"\\.", "", texts(test))
    return [mark for mark in MARKUP if mark in sent]


def everything(test) -> str:
    """Return all that a screen says: texts, tables, the choices of its pickers."""
    said = [texts(test), shown(test)]
    said += [frame.value.to_csv() for frame in test.dataframe]
    said += [" ".join(map(str, box.options)) for box in (*test.selectbox, *test.multiselect)]
    said += [str(box.value) for box in (*test.text_input, *test.text_area)]
    return "\n".join(said)


def run_script(script, *, user=None, query=None, **kwargs):
    """Return the page that a script draws, for a visitor with the claims of a sign-in, or without."""
    test = AppTest.from_function(script, kwargs=kwargs, default_timeout=60)
    if user is not None:
        test.user = user
    for key, value in (query or {}).items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, test.exception
    return test


def claims(sub="u1", **more):
    """Return the claims of a sign-in that has just taken place."""
    return {"is_logged_in": True, "sub": sub, "iat": time.time(), **more}


def press(test, label: str):
    """Press the button with a label, or the first that begins with it."""
    named = [button for button in test.button if button.label == label]
    begun = [button for button in test.button if button.label.startswith(label)]
    return (named or begun)[0].click().run()


def fill(test, form, **values):
    """Write values into the fields of a form, by their columns, and run the page."""
    kinds = ("selectbox", "multiselect", "text_input", "text_area", "number_input", "checkbox")
    fields = {field.key: field for kind in kinds for field in getattr(test, kind)}
    for column, value in values.items():
        fields[form + column].set_value(value)
    return test.run()


def table_with(test, column):
    """Return the first table that has a column."""
    return next(frame.value for frame in test.dataframe if column in frame.value)
