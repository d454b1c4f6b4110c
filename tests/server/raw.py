"""A reader of pages without a browser: one websocket, and everything that the server ever sends through it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

SECONDS = 60


@dataclass
class RawSession:
    """One session of the dashboard. ``received``: every byte, as it came."""

    socket: ClientConnection
    received: bytearray = field(default_factory=bytearray)
    id: str = ""

    def run(self, page: str = "", query: str = "") -> str:
        """Ask for one run of a page and read it to its end: the texts, alerts and markdown on it, line by line."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query
        asked.rerun_script.context_info.timezone = "America/New_York"
        self.socket.send(asked.SerializeToString())
        told = []
        while True:
            data = self.socket.recv(SECONDS)
            assert isinstance(data, bytes)
            self.received += data
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") == "new_session":
                self.id = message.new_session.initialize.session_id or self.id
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:  # the page leads to another one
                    told.clear()
                    continue
                return "\n".join(told)
            if message.WhichOneof("type") == "delta" and message.delta.HasField("new_element"):
                element = message.delta.new_element
                kind = getattr(element, str(element.WhichOneof("type")))
                told.append(str(getattr(kind, "body", "")))


@contextlib.contextmanager
def raw_session(server: str, headers: Mapping[str, str] | None = None) -> Iterator[RawSession]:
    """A session with the dashboard at ``server`` (http://…)."""
    address = f"ws://{urlsplit(server).netloc}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], additional_headers=headers, max_size=None) as socket:
        yield RawSession(socket)
