"""Every marked message is translated, with the same placeholders."""

import string

import pytest

from graph_app.i18n.catalog import LANGUAGES, read_catalog
from scripts.messages import extracted

OTHERS = [language for language in LANGUAGES if language != "en"]


def texts(string_or_plural):
    many = isinstance(string_or_plural, tuple | list)
    return tuple(string_or_plural) if many else (string_or_plural,)


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def messages():
    return [message for message in extracted() if message.id]


@pytest.mark.parametrize("language", OTHERS)
def test_complete(messages, language):
    catalog = read_catalog(language)
    missing = [
        message.id
        for message in messages
        if (found := catalog.get(texts(message.id)[0])) is None or not all(texts(found.string))
    ]
    assert not missing, f"{len(missing)} messages lack {language}: {missing[:20]}"


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_agree(language):
    for message in read_catalog(language):
        if message.id:
            wanted = set.union(*(fields(text) for text in texts(message.id)))
            for text in texts(message.string):
                assert fields(text) <= wanted, (message.id, text)
                # A singular may say "one" in words; every other placeholder must be there.
                assert fields(text) >= wanted - {"n"}, (message.id, text)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_obsolete_stays(messages, language):
    known = {texts(message.id)[0] for message in messages}
    stale = [m.id for m in read_catalog(language) if m.id and texts(m.id)[0] not in known]
    assert not stale
