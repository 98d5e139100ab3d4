"""What answers say beside their text: kept, shown, counted at the head of the request."""

from typing import Any

import pytest

from accounts.models import Country, Officer
from forum import actions
from forum.answers import tally
from forum.models import Post, Thread
from forum.saying import Saying
from icse.core.doors import acting_as
from icse.core.errors import IcseError
from tests.forum.world import Audiences, ClientOf, answer, ask

PORTUGAL = {"said_country": "PT", "said_region": "Minho", "said_product": "Vista Alegre", "confidence": "high"}


def say(by: Officer, thread: Thread, body: str = "", **said: Any) -> Post:
    with acting_as(by.pk):
        country = said.pop("country", None)
        says = Saying(said_country=Country.objects.get(pk=country) if country else None, **said)
        return actions.add_post(thread=thread, body=body, says=says, by=by)


def counted(by: Officer, thread: Thread) -> list[tuple[str, int, bool]]:
    with acting_as(by.pk):
        return [(one.country, one.units, one.too_common) for one in tally(thread)]


def test_an_answer_without_a_text(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    sent = {**PORTUGAL, "said_source": "A catalogue\n of 1998"}
    assert client_of(fleur).post(f"/threads/{thread.pk}/posts/", sent).status_code == 302
    with acting_as(nora.pk):
        post = Post.objects.get()
    assert (post.body, post.language, post.said_country_id, post.said_source) == (
        "",
        "und",
        "PT",
        "A catalogue of 1998",
    )
    page = client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    assert [words in page for words in ("Minho", "Vista Alegre", "Sure", "A catalogue of 1998")] == [True] * 4
    assert '<strong class="number">1</strong> says <bdi>Portugal</bdi>' in page


def test_each_unit_counts_once_for_a_country(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    thread = ask(nora, audiences["members"])
    for who, country in ((nora, "PT"), (niels, "PT"), (fleur, "PT"), (fleur, "PT"), (fleur, "ES")):
        say(who, thread, country=country)
    say(gregor, thread, "Everywhere.", too_common=True)
    say(gregor, thread, "Somewhere.", said_region="By the sea")
    assert counted(fleur, thread) == [("PT", 2, False), ("ES", 1, False), ("", 1, True)]


def test_what_is_redacted_counts_no_more(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["group"])
    post = say(fleur, thread, country="PT")
    assert counted(nora, thread) == [("PT", 1, False)]
    with acting_as(fleur.pk):
        actions.redact_post(post=post, reason="Wrong request.", by=fleur)
    assert counted(nora, thread) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"too_common": True, "country": "PT"}, "too_common"),
        ({"too_common": True, "said_product": "Malm"}, "too_common"),
        ({"country": "XG"}, "said_country"),
        ({"country": "PT", "confidence": "certain"}, "confidence"),
        ({"body": "Words", "confidence": "high"}, "confidence"),
        ({"said_source": "A catalogue"}, "body"),
        ({"said_region": "x" * 121}, "said_region"),
        ({"said_product": "a\0b"}, "said_product"),
    ],
)
def test_what_contradicts_itself_is_refused(
    nora: Officer, audiences: Audiences, said: dict[str, Any], field: str
) -> None:
    thread = ask(nora, audiences["group"])
    with pytest.raises(IcseError) as refused:
        say(nora, thread, **said)
    assert refused.value.field == field
    with acting_as(nora.pk):
        assert not Post.objects.exists()


def test_what_was_typed_is_kept_in_every_field(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    sent = {"body": "I know it", **PORTUGAL, "too_common": "on"}
    response = client_of(nora).post(f"/threads/{thread.pk}/posts/", sent)
    assert response.status_code == 400
    page = response.content.decode()
    kept = ("I know it", 'value="Minho"', 'value="PT" selected', 'value="high" selected', 'name="too_common"')
    assert [words in page for words in kept] == [True] * 5
    assert '<details class="panel" id="answer-in-a-form" open>' in page


@pytest.mark.parametrize(
    ("body", "language", "direction"),
    [
        ("O papel de parede foi vendido em Lisboa nos anos noventa.", "pt", "ltr"),
        ("رأيت هذا النمط في متجر صغير في مدينة فاس قبل سنوات عديدة", "ar", "rtl"),
    ],
)
def test_the_language_is_recognised_and_written_on_the_element(
    nora: Officer, audiences: Audiences, client_of: ClientOf, body: str, language: str, direction: str
) -> None:
    thread = ask(nora, audiences["group"])
    assert answer(nora, thread, body).language == language
    page = client_of(nora).get(f"/threads/{thread.pk}/posts/").content.decode()
    assert f'<div class="prose" lang="{language}" dir="{direction}"><p dir="auto">{body}</p>' in page


def test_markdown_is_shown_and_nothing_of_html(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    answer(nora, thread, "**Sold** in\n\n* Lyon\n* Paris\n\n<img src=x onerror=alert(1)> [shop](https://example.org/a)")
    page = client_of(nora).get(f"/threads/{thread.pk}/posts/").content.decode()
    assert "<strong>Sold</strong>" in page
    assert '<ul dir="auto">' in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    assert 'rel="noopener noreferrer nofollow"' in page
