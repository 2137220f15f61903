"""Sessions whose browser has left end on time, whoever comes after them."""

import asyncio

from streamlit.runtime.session_manager import SessionInfo

from graph_app.pages.sessions.disconnected import DisconnectedSessions
from tests.conftest import run_in_thread


class Session:
    def __init__(self, name):
        self.id, self.ended = name, False

    def shutdown(self):
        self.ended = True


def test_they_end_when_their_time_is_over_and_not_when_they_come_back():
    async def leave():
        storage = DisconnectedSessions(ttl_seconds=1)
        gone, back = Session("gone"), Session("back")
        for session in (gone, back):
            storage.save(SessionInfo(None, session))
        assert storage.get("back").session is back
        storage.delete("back")
        assert (gone.ended, back.ended) == (False, False)
        await asyncio.sleep(1.3)
        return gone.ended, back.ended, storage.list()

    assert run_in_thread(leave()) == (True, False, [])


def test_of_too_many_the_one_longest_away_ends():
    async def leave():
        storage = DisconnectedSessions(maxsize=2)
        sessions = [Session(str(number)) for number in range(3)]
        for session in sessions:
            storage.save(SessionInfo(None, session))
        return [session.ended for session in sessions]

    assert run_in_thread(leave()) == [True, False, False]
