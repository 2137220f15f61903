"""Who may read and who may edit: from the rules of a city and the claims of a sign-in to a role."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from graph_app.model.words import ascii_lower, on_one_line

#: Roles, each of which may do what those before it may.
ROLES = ("viewer", "editor", "admin")
#: Who may read: anyone who reaches the page, or those who have signed in.
READING = ("open", "signed-in")
#: Longest name in the history.
MAX_NAME = 200
#: Name of who works without a sign-in on the machine that serves the page.
LOCAL_NAME = "local"
#: Longest time that a sign-in may count, in hours.
MAX_HOURS = 720

# A clock may run ahead of that of the sign-in service by so many seconds.
_CLOCK_SLACK = 300
# Headers by which a proxy says that it passes on what others ask.
_PASSED_ON = ("forwarded", "via", "x-forwarded-", "x-real-ip")


@dataclass(frozen=True)
class Access:
    """Rules, the section ``[access]`` of ``settings.toml``.

    Each entry of ``readers``, ``editors`` and ``admins`` is an e-mail address, ``group:NAME`` for
    everyone whose groups contain ``NAME``, or ``sub:ID`` for the subject of a sign-in.

    Parameters
    ----------
    reading : str
        One of :data:`READING`.
    readers : tuple of str
        Who may read when reading needs a sign-in; empty for everyone who can sign in.
    editors, admins : tuple of str
        Who may edit, and who may also erase and restore.
    groups_claim : str
        Claim that contains the groups; dots lead into it, as in ``realm_access.roles``.
    hours : float
        How long a sign-in counts, in hours.
    contact : str
        Whom to ask for more, shown to those who lack it.
    local_editor : bool
        Whether one who works on the serving machine itself may edit while no sign-in is set up.
    contacts : str
        One of :data:`ROLES`, the lowest that is shown contact persons. Whoever has no name is
        shown none, whatever it says: personal data is never public.
    """

    reading: str = "open"
    readers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    groups_claim: str = "groups"
    hours: float = 12.0
    contact: str = ""
    local_editor: bool = True
    contacts: str = "editor"


@dataclass(frozen=True)
class Visitor:
    """Someone at the page.

    Parameters
    ----------
    name : str
        As the history shows it; empty for one who has not signed in.
    role : str
        One of :data:`ROLES`.
    reads : bool
        Whether the facts may be shown.
    contacts : str
        The lowest role that is shown contact persons, by the rules.
    """

    name: str = ""
    role: str = "viewer"
    reads: bool = False
    contacts: str = "editor"

    @property
    def edits(self) -> bool:
        """Whether changes are accepted."""
        return bool(self.name) and self.role != "viewer"

    @property
    def erases(self) -> bool:
        """Whether personal data may be erased for good."""
        return bool(self.name) and self.role == "admin"

    @property
    def sees_contacts(self) -> bool:
        """Whether contact persons may be shown: never to one without a name."""
        high = ROLES.index(self.role) >= ROLES.index(self.contacts)
        return self.reads and bool(self.name) and high


def stranger(access: Access) -> Visitor:
    """Return what one may do who has not signed in."""
    return Visitor(reads=access.reading == "open", contacts=access.contacts)


def at_home(access: Access) -> Visitor:
    """Return what one may do who works on the serving machine while no sign-in is set up."""
    if not access.local_editor:
        return stranger(access)
    return Visitor(LOCAL_NAME, "editor", reads=True, contacts=access.contacts)


def signed_in(access: Access, claims: Mapping[str, object], now: float) -> Visitor:
    """Return what the claims of a sign-in allow.

    Parameters
    ----------
    access : Access
        The rules.
    claims : mapping of str to object
        Those of a validated ID token (OpenID Connect Core 1.0, section 2): ``sub`` and ``iat``,
        and as far as given ``email``, ``email_verified`` and the groups.
    now : float
        The time, in seconds since 1970.

    Returns
    -------
    Visitor
        A stranger where there is no subject or the sign-in is older than ``access.hours``.
    """
    if not _text(claims, "sub") or not _fresh(access, claims, now):
        return stranger(access)
    groups = _groups(access.groups_claim, claims)
    marks = {f"sub:{_text(claims, 'sub')}", *(f"group:{group}" for group in groups)}
    marks |= {_email(claims)} - {""}
    ranks = (("admin", access.admins), ("editor", access.editors))
    role = next((rank for rank, entries in ranks if _match(entries, marks)), "viewer")
    reads = (
        access.reading == "open"
        or not access.readers
        or role != "viewer"
        or _match(access.readers, marks)
    )
    return Visitor(_name(claims), role, reads, access.contacts)


def is_own_machine(address: str, peer: str | None, headers: Mapping[str, str]) -> bool:
    """Return whether a connection comes from the machine itself, and from nobody behind a proxy.

    Parameters
    ----------
    address : str
        Where the server listens.
    peer : str or None
        Where the connection comes from.
    headers : mapping of str to str
        Its headers, names in lower case.

    Notes
    -----
    The names in ``Host`` and ``Origin`` are asked too: a page elsewhere whose name leads to this
    machine (DNS rebinding) and a proxy that says nothing of itself both show there.
    """
    if any(name.startswith(_PASSED_ON) for name in headers):
        return False
    hosts = [_host(headers.get("host", ""))]
    if "origin" in headers:
        hosts.append(_host(headers["origin"].partition("://")[2]))
    return all(is_loopback(one) for one in (address, peer or "", *hosts))


def is_loopback(host: str) -> bool:
    """Return whether a name or address is that of the machine itself."""
    if ascii_lower(host) == "localhost":
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _host(netloc: str) -> str:
    """Return a host without its port."""
    return netloc[1:].partition("]")[0] if netloc[:1] == "[" else netloc.partition(":")[0]


def _fresh(access: Access, claims: Mapping[str, object], now: float) -> bool:
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return False
    return -_CLOCK_SLACK <= now - issued <= access.hours * 3600


def _match(entries: tuple[str, ...], marks: set[str]) -> bool:
    return any((entry if ":" in entry else ascii_lower(entry)) in marks for entry in entries)


def _email(claims: Mapping[str, object]) -> str:
    """Return the e-mail address unless the service says that nobody has checked it."""
    if claims.get("email_verified", True) not in (True, "true"):
        return ""
    address = ascii_lower(_text(claims, "email"))
    return address if "@" in address and ":" not in address else ""


def _groups(claim: str, claims: Mapping[str, object]) -> list[str]:
    # A claim whose own name contains dots, such as an address, is looked up as it is.
    found: object = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _name(claims: Mapping[str, object]) -> str:
    """Return a name that nobody else can take: the e-mail address, or one with the subject."""
    if email := _email(claims):
        return email[:MAX_NAME]
    shown = _text(claims, "preferred_username") or _text(claims, "name")
    subject = _text(claims, "sub")
    return f"{shown} (sub:{subject})"[-MAX_NAME:].strip() if shown else f"sub:{subject}"[:MAX_NAME]


def _text(claims: Mapping[str, object], name: str) -> str:
    found = claims.get(name)
    return on_one_line(found) if isinstance(found, str) else ""
