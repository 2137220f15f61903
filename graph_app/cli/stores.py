"""The store that a verb opens, and who changes it."""

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from graph_app.model.errors import StoreError
from graph_app.runtime.settings import settings
from graph_app.store import Actor, Store, open_store
from graph_app.store.database import FILE_NAME


@contextmanager
def opened(place: str | None, make: bool = False) -> Iterator[Store]:
    """Open a store and close it again.

    Parameters
    ----------
    place : str, optional
        Folder or address; as set in the environment by default.
    make : bool
        Whether to make a store where there is none.

    Raises
    ------
    StoreError
        If there is none.
    """
    place = place or settings().store_place
    if not make and "://" not in place and not (Path(place) / FILE_NAME).exists():
        raise StoreError(
            "{place}: holds no {file_name}, expected the folder of a store",
            place=place,
            file_name=FILE_NAME,
        )
    with closing(open_store(place)) as store:
        yield store


def actor(name: str | None) -> Actor:
    """Return who changes the store: the person named, or the login."""
    # Whoever may run commands beside the database could change it without asking.
    return Actor(name or getpass.getuser(), "admin")
