"""Connections of the web: given back before anything is sent, and bounded by the database itself."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.embedded.processes import wait_until
from icse.settings import _database
from series import blobs
from series.models import Item
from series.views.pictures import MOST_DOWNLOADS
from tests.core.streams import Web, serving
from tests.series.making import receive

ClientOf = Callable[[Officer], Client]


@pytest.fixture
def web(transactional_db: object, tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


def start_download(web: Web, client: Client, item: Item) -> tuple[socket.socket, int]:
    """Ask for an original and read no further than its status."""
    waiting = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    waiting.settimeout(60)
    waiting.connect(str(web.socket))
    lines = (
        f"GET /items/{item.pk}/original HTTP/1.1",
        "Host: localhost",
        f"Cookie: sessionid={client.cookies['sessionid'].value}",
    )
    waiting.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    status = waiting.recv(12)
    return waiting, int(status.split(b" ")[1])


def is_let_in(web: Web, client: Client, item: Item) -> bool:
    """Tell whether a download may begin."""
    waiting, status = start_download(web, client, item)
    waiting.close()
    return status == 200


def whole(waiting: socket.socket) -> bytes:
    """Read the rest of a response."""
    received = bytearray()
    head, _, body = b"", b"", b""
    while not body and (piece := waiting.recv(1 << 16)):
        received += piece
        head, _, body = bytes(received).partition(b"\r\n\r\n")
    named = (line.lower().partition(b":") for line in head.split(b"\r\n"))
    length = next(int(value) for name, _, value in named if name == b"content-length")
    content = bytearray(body)
    while len(content) < length and (piece := waiting.recv(1 << 20)):
        content += piece
    return bytes(content)


@pytest.mark.django_db(transaction=True)
def test_readers_who_do_not_read_stop_nobody(
    web: Web,
    nora: Officer,
    niels: Officer,
    fleur: Officer,
    felix: Officer,
    gregor: Officer,
    bea: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
) -> None:
    content = os.urandom(8 << 20)  # more than sockets and buffers between the two take
    item = receive(nora, audiences["members"], content)
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(state="ready")
    assert blobs.blob_path(item.sha256).is_file()
    clients = [client_of(who) for who in (nora, niels, fleur, felix, gregor)]
    with ExitStack() as open_sockets:
        begun = []
        for client in clients * MOST_DOWNLOADS:
            waiting, status = start_download(web, client, item)
            open_sockets.enter_context(waiting)
            begun.append((waiting, status))
        assert [status for _, status in begun] == [200] * 20
        refused, status = start_download(web, clients[0], item)
        open_sockets.enter_context(refused)
        assert status == 429
        assert web.get(client_of(bea), "/account/")[0] == 200
        assert whole(begun[0][0]) == content
    assert wait_until(lambda: is_let_in(web, clients[0], item), 20, pause=0.1), "ended downloads are forgotten"


@pytest.mark.parametrize(("login", "patience"), [("web", ("30s", "10s", "1min")), ("worker", ("0", "0", "0"))])
def test_the_database_ends_what_no_page_may_wait_for(db: object, login: str, patience: tuple[str, ...]) -> None:
    options = _database(os.environ["DATABASE_URL"], login)["OPTIONS"]
    assert isinstance(options, dict)
    host = os.environ["ICSE_TEST_SOCKETS"]
    with psycopg.connect(
        host=host,
        user=f"icse_{login}",
        dbname=os.environ["ICSE_TEST_DATABASE"],
        **({"options": options["options"]} if "options" in options else {}),
    ) as connection:
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        assert tuple(connection.execute(f"SHOW {name}").fetchone()[0] for name in names) == patience  # type: ignore[index]
