"""An office that several tests share. Without nginx or PostgreSQL they are left out; in CI they fail."""

import pytest

from scripts.serving import wait_for
from tests.conftest import need
from tests.deploy.office import Office, nginx_path, running_office
from tests.postgres import server  # noqa: F401


@pytest.fixture(scope="session")
def nginx():
    need(nginx_path(), "nginx")


@pytest.fixture(scope="session")
def database(server):  # noqa: F811
    return server.new_database()


@pytest.fixture(scope="session")
def started_office(nginx, database, tmp_path_factory):
    with running_office(database, tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def office(started_office) -> Office:
    """Return the office with both processes ready and nginx aware of it."""
    for process in started_office.processes:
        if process.running.poll() is not None:
            process.start()
    for process in started_office.processes:
        process.wait()
    seen = set()
    wait_for(lambda: seen.add(started_office.first_visit()) or seen == {"1", "2"})
    return started_office
