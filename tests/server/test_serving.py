"""A running server, asked by hand: what it refuses, what it tells of itself, and what stands in its log afterwards."""

from __future__ import annotations

import contextlib
import csv
import http.client
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from tests.e2e.conftest import AppServer, serving
from tests.pages.ledgers import fill_with_sample
from tests.server.raw import raw_session
from tracker.paths import data_folder
from tracker.store import open_ledger
from tracker.ui.navigation import PAGES

MB = 1024 * 1024
SAMPLE = "program"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A dashboard with a sample in its ledger, which writes down all it does."""
    folder = tmp_path_factory.mktemp("serving")
    fill_with_sample(open_ledger(f"sqlite:///{(folder / 'ledger.db').as_posix()}"), SAMPLE)
    with serving(folder, COVERLINE_LOG="-", STREAMLIT_SERVER_MAX_UPLOAD_SIZE="5") as running:
        yield running


def ask(
    server: AppServer, path: str = "/", method: str = "GET", body: object = None, **headers: str
) -> http.client.HTTPResponse:
    """One request, and the head of its answer."""
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    with contextlib.closing(connection):
        connection.request(method, path, body, sent, encode_chunked="Transfer_Encoding" in headers)  # type: ignore[arg-type]
        return connection.getresponse()


def lines(server: AppServer) -> list[dict[str, object]]:
    """What the log holds; before its first line Streamlit says where the dashboard is."""
    return [json.loads(line) for line in server.log.read_text("utf-8").splitlines() if line.startswith("{")]


def test_the_page_comes_with_its_rules(server: AppServer) -> None:
    answer = ask(server)
    assert answer.status == 200
    assert "default-src 'none'" in str(answer.getheader("content-security-policy"))
    assert answer.getheader("x-content-type-options") == "nosniff"


def test_foreign_names_and_pages_are_refused_on_http_and_on_the_websocket(server: AppServer) -> None:
    assert ask(server, Host="evil.test").status == 421
    assert ask(server, Origin="http://evil.test").status == 403
    port = urlsplit(server.url).port
    for headers in ({"Origin": "http://evil.test"}, {"Origin": "http://localhost:1"}, {"Origin": "null"}):
        with pytest.raises(InvalidStatus) as refused, raw_session(server.url, headers):
            pass
        assert refused.value.response.status_code == 403
    # The name of another site that points to this machine: Host and Origin agree with each other.
    assert ask(server, Host=f"evil.test:{port}", Origin=f"http://evil.test:{port}").status == 421


def test_an_upload_that_is_too_large_is_refused_whatever_is_said_about_it(server: AppServer) -> None:
    path = "/_stcore/upload_file/session/file"
    assert ask(server, path, "PUT", b"x", Content_Length=str(6 * MB)).status == 413
    assert ask(server, "/", "POST", b"x", Content_Length=str(MB)).status == 413


def test_an_upload_of_a_session_is_counted_while_it_comes(server: AppServer) -> None:
    with raw_session(server.url) as session:
        session.run()
        id_of_session = session.id
        token = xsrf(server)
        headers = {"X_Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}", "Content_Type": MULTIPART}
        path = f"/_stcore/upload_file/{id_of_session}/file"
        small, large = ([*PART, *(b"x" * MB for _ in range(n)), END] for n in (1, 20))
        assert ask(server, path, "PUT", iter(small), Transfer_Encoding="chunked", **headers).status == 204
        refused_before = refusals(server)
        with contextlib.suppress(ConnectionError):  # it hangs up on who goes on sending
            assert ask(server, path, "PUT", iter(large), Transfer_Encoding="chunked", **headers).status == 413
        assert refusals(server) == refused_before + 1


def refusals(server: AppServer) -> int:
    return sum(line.get("reason") == "size" for line in lines(server))


MULTIPART = "multipart/form-data; boundary=here"
PART = (b'--here\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n',)
END = b"\r\n--here--\r\n"


def xsrf(server: AppServer) -> str:
    """The token against forged requests, as a browser gets it."""
    cookie = str(ask(server, "/_stcore/health").getheader("set-cookie"))
    return cookie.partition("=")[2].partition(";")[0]


def test_numbers_of_the_server_are_not_shown(server: AppServer) -> None:
    assert ask(server, "/_stcore/metrics").status == 404


def test_health_is_asked_under_any_name(server: AppServer) -> None:
    assert ask(server, "/healthz", Host="10.0.0.7").status == 200


def test_pages_are_timed_and_nothing_of_the_ledger_is_in_the_log(server: AppServer) -> None:
    with raw_session(server.url) as session:
        for spec in PAGES:
            assert spec.purpose in session.run(spec.url_path)
    runs = {str(line["page"]) for line in lines(server) if line["event"] == "page_run" and line["outcome"] == "done"}
    assert runs == {spec.url_path for spec in PAGES}
    assert personal(data_folder() / "samples" / SAMPLE, server.log) <= {"host", "refused"}, "these are words of the log"


def personal(sample: Path, log: Path) -> set[str]:
    """Values of the sample that a log must not hold, and holds."""
    values = set()
    for file in sample.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            values |= {value for row in csv.DictReader(rows) for value in row.values() if len(value) > 2}
    assert len(values) > 50
    text = log.read_text("utf-8")
    return {value for value in values if f'"{value}"' in text or (len(value) > 5 and value in text)}


def test_an_error_has_a_number_on_the_page_that_is_found_in_the_log(server: AppServer) -> None:
    # A ledger that another program wrote into: what stands there comes up in the text of the error.
    with contextlib.closing(sqlite3.connect(server.database)) as database, database:
        database.execute("UPDATE revision SET number = 'Ada Lovelace'")
    with raw_session(server.url) as session:
        told = session.run("trips")
    (error,) = [line for line in lines(server) if line["event"] == "error"]
    assert f"the number {error['number']}" in told
    assert error["error"] == "ValueError"
    assert str(error["at"]).startswith("store/ledger.py:")
    assert "Lovelace" not in told
    assert "Lovelace" not in server.log.read_text("utf-8")
    assert b"Lovelace" not in session.received
