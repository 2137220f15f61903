"""The facts that a verb reads: of a folder that is named, else of the store, else of the data folder."""

from pathlib import Path

from graph_app.intake.project.folder import load_folder
from graph_app.intake.project.settings import read_settings
from graph_app.model.errors import StoreError
from graph_app.model.settings import Settings
from graph_app.model.tables import Tables
from graph_app.runtime.settings import settings


def store_is_set() -> bool:
    """Return whether the environment names a store."""
    return bool(settings().store or settings().database_url)


def data_folder() -> Path:
    """Return the folder of the tables where nothing else is named."""
    return settings().data or Path("data")


def read_tables(folder: Path | None) -> Tables:
    """Return the tables of a folder; of the store, or else the data folder, where none is named.

    Raises
    ------
    GraphAppError
        If they cannot be read, or the store holds no facts yet.
    """
    if folder is not None or not store_is_set():
        return load_folder(folder or data_folder())
    # What a store needs takes longer to import than most verbs to run.
    from graph_app.cli.stores import opened

    with opened(None) as store:
        head, tables = store.snapshot()
    if not head.number:
        raise StoreError("found an empty store, expected facts; graph-app import brings some in")
    return tables


def settings_of(folder: Path | None) -> Settings:
    """Return the settings of a folder; of the data folder where none is named."""
    return read_settings(folder or data_folder())
