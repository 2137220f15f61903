"""From rules and claims to a role; nothing but the rules raises anyone."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_app.model.access import (
    ROLES,
    Access,
    at_home,
    is_loopback,
    is_own_machine,
    signed_in,
    stranger,
)

NOW = 1_800_000_000.0
RULES = Access(
    reading="signed-in",
    readers=("group:office",),
    editors=("Anna@City.example", "group:international"),
    admins=("sub:root-1",),
)


def claims(**more):
    return {"sub": "u1", "iat": NOW - 60, **more}


@pytest.mark.parametrize(
    ("given_", "role", "reads"),
    [
        ({}, "viewer", False),
        ({"email": "anna@city.example"}, "editor", True),
        ({"email": "ANNA@city.EXAMPLE", "email_verified": True}, "editor", True),
        ({"email": "anna@city.example", "email_verified": False}, "viewer", False),
        ({"email": "anna@city.example", "email_verified": "false"}, "viewer", False),
        ({"email": "anna@city.example.evil"}, "viewer", False),
        ({"name": "anna@city.example"}, "viewer", False),
        ({"preferred_username": "anna@city.example"}, "viewer", False),
        ({"groups": ["office"]}, "viewer", True),
        ({"groups": ["office", "international"]}, "editor", True),
        ({"groups": "international"}, "editor", True),
        ({"groups": ["International"]}, "viewer", False),
        ({"groups": ["x:international", 7, None]}, "viewer", False),
        ({"sub": "root-1"}, "admin", True),
        ({"sub": "group:international"}, "viewer", False),
        ({"email": "group:international"}, "viewer", False),
        ({"email": "group:a@b"}, "viewer", False),
        ({"groups": ["sub:root-1", "root-1"]}, "viewer", False),
        ({"groups": {"international": True}}, "viewer", False),
    ],
)
def test_roles(given_, role, reads):
    found = signed_in(RULES, claims(**given_), NOW)
    assert (found.role, found.reads) == (role, reads)
    assert found.edits == (role != "viewer")


def test_the_highest_role_counts():
    rules = Access(editors=("a@b.example",), admins=("a@b.example",))
    assert signed_in(rules, claims(email="a@b.example"), NOW).role == "admin"


@pytest.mark.parametrize("claim", ["realm_access.roles", "https://city.example/roles"])
def test_groups_lie_where_the_rules_say(claim):
    rules = Access(editors=("group:e",), groups_claim=claim)
    given_ = {"realm_access": {"roles": ["e"]}, "https://city.example/roles": ["e"]}
    assert signed_in(rules, claims(**given_), NOW).role == "editor"
    assert signed_in(rules, claims(groups=["e"]), NOW).role == "viewer"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"iat": at} for at in (NOW - 12 * 3600 - 1, NOW + 3600, math.nan, math.inf)),
        *({"iat": at} for at in (None, True, "1800000000")),
        *({"sub": subject} for subject in ("", None, 7)),
    ],
)
def test_an_old_or_nameless_sign_in_is_none(wrong):
    given_ = claims(email="anna@city.example") | wrong
    assert signed_in(RULES, given_, NOW) == stranger(RULES)
    assert not stranger(RULES).reads


def test_open_reading_asks_nobody():
    assert stranger(Access()).reads
    assert not stranger(Access()).edits
    assert signed_in(Access(readers=("x@y.example",)), claims(), NOW).reads


def test_no_readers_named_means_whoever_can_sign_in():
    rules = Access(reading="signed-in")
    assert signed_in(rules, claims(), NOW).reads
    assert not stranger(rules).reads


def test_names_cannot_be_taken():
    honest = signed_in(RULES, claims(email="anna@city.example"), NOW).name
    taken = signed_in(RULES, claims(sub="u2", preferred_username="anna@city.example"), NOW).name
    assert honest == "anna@city.example"
    assert taken == "anna@city.example (sub:u2)"
    for name in ("graph-app", "local"):
        assert signed_in(RULES, claims(preferred_username=name), NOW).name != name
        assert signed_in(RULES, claims(sub=name), NOW).name != name


def test_names_hold_no_line_breaks():
    found = signed_in(RULES, claims(name="a\nb\tc\x00", sub="s\r\nx"), NOW).name
    assert found.isprintable() or "\ufffd" in found
    assert not set(found) & set("\n\r\t\x00")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["sub", "iat", "email", "email_verified", "groups", "name", "x"]), values
    )
)
def test_whatever_is_claimed_gives_a_role_and_never_more_than_the_rules(given_):
    found = signed_in(RULES, given_, NOW)
    assert found.role in ROLES
    assert len(found.name) <= 210
    plain = signed_in(Access(reading="signed-in"), {**given_, "iat": NOW}, NOW)
    assert plain.role == "viewer"


@pytest.mark.parametrize(
    ("address", "peer", "headers", "own"),
    [
        ("127.0.0.1", "127.0.0.1", {"host": "localhost:8501"}, True),
        ("localhost", "::1", {"host": "[::1]:8501", "origin": "http://[::1]:8501"}, True),
        ("127.0.0.1", "::ffff:127.0.0.1", {"host": "127.0.0.1"}, True),
        ("0.0.0.0", "127.0.0.1", {"host": "localhost:8501"}, False),
        ("", "127.0.0.1", {"host": "localhost:8501"}, False),
        ("127.0.0.1", "10.0.0.7", {"host": "localhost:8501"}, False),
        ("127.0.0.1", None, {"host": "localhost:8501"}, False),
        ("127.0.0.1", "127.0.0.1", {}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "graph.city.example"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "localhost.evil.example"}, False),
        (
            "127.0.0.1",
            "127.0.0.1",
            {"host": "localhost:8501", "origin": "https://graph.city.example"},
            False,
        ),
        ("127.0.0.1", "127.0.0.1", {"host": "localhost", "origin": "null"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "localhost", "x-forwarded-for": "127.0.0.1"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "localhost", "via": "1.1 proxy"}, False),
    ],
)
def test_own_machine(address, peer, headers, own):
    assert is_own_machine(address, peer, headers) is own


def test_at_home_one_edits_unless_told_otherwise():
    assert at_home(Access()).role == "editor"
    assert at_home(Access(local_editor=False)) == stranger(Access(local_editor=False))
    assert at_home(Access(reading="signed-in")).reads


@pytest.mark.parametrize("rule", ROLES)
def test_contact_persons_are_seen_from_a_role_on(rule):
    rules = Access(editors=("sub:editor",), admins=("sub:admin",), contacts=rule)
    signed = {sub: signed_in(rules, claims(sub=sub), NOW) for sub in ROLES}
    seen_by = [sub for sub, one in signed.items() if one.sees_contacts]
    assert seen_by == [*ROLES[ROLES.index(rule) :]]
    assert [sub for sub, one in signed.items() if one.erases] == ["admin"]
    assert at_home(rules).sees_contacts is ("editor" in seen_by)


@pytest.mark.parametrize("rule", ROLES)
def test_a_stranger_never_sees_contact_persons(rule):
    assert Access().contacts == "editor"
    for reading in ("open", "signed-in"):
        rules = Access(reading=reading, contacts=rule)
        old = signed_in(rules, claims(iat=NOW - 10**6), NOW)
        assert not stranger(rules).sees_contacts
        assert not old.sees_contacts
    outside = Access(reading="signed-in", readers=("group:office",), contacts=rule)
    assert not signed_in(outside, claims(), NOW).sees_contacts
    assert not at_home(Access(local_editor=False, contacts=rule)).sees_contacts


@given(st.text(max_size=30))
def test_loopback_is_never_guessed(host):
    assert is_loopback(host) in (True, False)


@pytest.mark.parametrize(
    "host", ["127.1", "0.0.0.0", "localhost.", "127.0.0.1.nip.io", "2130706433"]
)
def test_what_only_looks_like_loopback(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "address",
    [
        "bo\u017f\u017f@city.example",
        "boss@\u212aity.example",
        "bos\xdf@city.example",
        "bo\ufb06@x.example",
    ],
)
def test_letters_that_fold_to_others_are_nobody_elses_address(address):
    folded = address.casefold()
    access = Access(editors=(folded,), readers=(folded,), reading="signed-in")
    found = signed_in(access, {"sub": "1", "iat": 0, "email": address}, 0)
    assert found.role == "viewer"
    assert not found.reads
    assert signed_in(access, {"sub": "1", "iat": 0, "email": folded.upper()}, 0).role in (
        ("editor",) if folded.isascii() else ("editor", "viewer")
    )


@given(st.emails(), st.text(st.characters(), min_size=1, max_size=1), st.integers(0, 5))
def test_an_address_with_another_letter_is_another_address(address, letter, at):
    other = address[:at] + letter + address[at + 1 :]
    found = signed_in(Access(editors=(address,)), {"sub": "1", "iat": 0, "email": other}, 0)
    if found.role == "editor":
        assert [*map(str.lower, address)] == [*map(str.lower, other)]
        assert other.isascii() or other == address


@pytest.mark.parametrize("host", ["local\u017fhost", "loca\uff4chost"])
def test_a_host_is_no_other(host):
    assert not is_loopback(host)
