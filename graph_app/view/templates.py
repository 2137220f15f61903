"""Pages from Jinja templates, in which every value is text unless it is marked as HTML."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph_app.graph.citations import is_web_address
from graph_app.model.words import clean


def fill(template: Path, **values: object) -> bytes:
    """Fill a template and return the page in UTF-8.

    Texts lose the characters that no reader shows and are escaped; only ``markupsafe.Markup``
    passes as it is. In a template, ``tojson`` writes data that no script element can end early, and
    the test ``web_address`` tells which links may be offered.

    Raises
    ------
    jinja2.UndefinedError
        If the template names a value that is not given.
    """
    page = _environment(template.parent).get_template(template.name).render(values)
    return page.encode("utf-8", "replace")


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    environment.tests["web_address"] = is_web_address
    environment.filters["clean"] = clean
    environment.filters["kind"] = lambda value: type(value).__name__
    return environment
