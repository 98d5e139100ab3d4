"""Text that arrives: in UTF-8, and such that it can be kept."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Audience, Officer
from forum.models import Thread
from icse.core.doors import acting_as
from icse.core.typed import ENCODING, NOT_TEXT, is_text

ClientOf = Callable[[Officer], Client]
ENCODINGS = ["idna", "hex", "punycode", "utf-7", "latin-1", "nonsense"]


def questions(by: Officer) -> list[str]:
    with acting_as(by.pk):
        return list(Thread.objects.values_list("question", flat=True))


def form(question: str, audience: Audience) -> bytes:
    fields = {"kind": "wallpaper", "question": question, "audience": str(audience.key)}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    return ("".join(parts) + "--b--\r\n").encode()


def multipart(client: Client, body: bytes, parameter: str = "", path: str = "/threads/new/") -> tuple[int, str]:
    answer = client.generic("POST", path, body, content_type=f"multipart/form-data; boundary=b{parameter}")
    return answer.status_code, answer.content.decode()


@pytest.fixture
def body(audiences: dict[str, Audience]) -> bytes:
    return form("Which shop?", audiences["members"])


def test_utf_8_is_taken(nora: Officer, client_of: ClientOf, body: bytes) -> None:
    assert multipart(client_of(nora), body, "; charset=UTF-8")[0] == 302
    assert questions(nora) == ["Which shop?"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_another_encoding_is_refused(nora: Officer, client_of: ClientOf, body: bytes, encoding: str) -> None:
    status, text = multipart(client_of(nora), body, f"; charset={encoding}")
    assert (status, ENCODING in text) == (400, True)
    status, text = multipart(Client(), body, f"; charset={encoding}", "/sign-in/")
    assert (status, ENCODING in text) == (400, True)
    assert questions(nora) == []


@pytest.mark.parametrize("encoding", [b"hex", b"nonsense", b"utf-7"])
def test_a_part_has_no_encoding_of_its_own(nora: Officer, client_of: ClientOf, body: bytes, encoding: bytes) -> None:
    part = b"--b\r\nContent-Disposition: form-data; name*=" + encoding + b"''%2BACA\r\n\r\nx\r\n"
    assert multipart(client_of(nora), part + body)[0] == 302
    assert questions(nora) == ["Which shop?"]


@pytest.mark.parametrize("before", [b" shop?", b"wallpaper", b"\r\n--b--"])
def test_nothing_with_a_nul_is_taken(nora: Officer, client_of: ClientOf, body: bytes, before: bytes) -> None:
    status, text = multipart(client_of(nora), body.replace(before, b"\0" + before))
    assert (status, NOT_TEXT in text) == (400, True)
    assert questions(nora) == []


def test_an_address_with_a_nul_narrows_nothing(nora: Officer, client_of: ClientOf, body: bytes) -> None:
    client = client_of(nora)
    multipart(client, body)
    for address in ("/threads/?kind=%00", "/?kind=a%00&words=%00", "/threads/?%00=1"):
        assert client.get(address).status_code == 200
    assert "Which shop?" in client.get("/threads/?kind=%00").content.decode()


def test_what_is_text() -> None:
    assert [is_text(value) for value in ("", "שלום\n\t", "🙂", "a\0", "\ud83d", "\udc00b")] == [True] * 3 + [False] * 3
