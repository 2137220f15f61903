"""XML without what makes it dangerous, read by the local names of its elements.

Namespaces are not compared: GEXF has had ten of them, and Gephi itself goes by local names.

References
----------
OWASP, XML External Entity Prevention Cheat Sheet; lxml, FAQ, "How do I use lxml safely".
"""

import io
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from graph_app.intake.files import guards
from graph_app.model.errors import TableError

#: An element of lxml.
Element: TypeAlias = Any


def root_of(name: str, raw: bytes) -> Element:
    """Return the root element of an XML file.

    Entities are not resolved, nothing is loaded, and depth and length of text are bounded (256
    levels and 10 MB in libxml2).

    Raises
    ------
    TableError
        If it declares a document type, or is no well-formed XML.
    """
    guards.refuse_dtd(name, io.BytesIO(raw))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TableError(
            "{name}: found no well-formed XML ({reason})",
            name=name,
            reason=guards.reason_in_brief(error),
        ) from None


def local(element: Element) -> str:
    """Return the name of an element without its namespace, in small letters."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes of an element by local name in small letters."""
    return {key.rpartition("}")[2].lower(): value for key, value in element.attrib.items()}


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the children of these local names."""
    return (child for child in element if local(child) in names)


def within(element: Element, name: str) -> list[Element]:
    """Return the elements of a local name around an element, the nearest first."""
    return [around for around in element.iterancestors() if local(around) == name]


def elements(root: Element) -> dict[str, list[Element]]:
    """Return all elements by local name, in the order of the file."""
    found: dict[str, list[Element]] = {}
    for element in root.iter():
        found.setdefault(local(element), []).append(element)
    return found


def text_of(element: Element) -> str:
    """Return all text in an element."""
    return "".join(element.itertext()).strip()
