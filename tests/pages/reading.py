"""What a screen says, and the one thing that all tests of screens press."""

import re

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


def press(test, label: str):
    button = next(button for button in test.button if button.label == label)
    return button.click().run()
