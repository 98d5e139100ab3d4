"""An answer in another language: asked for at the answer, made by a worker, kept under the answer's own audience."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from django.conf import settings

from accounts.models import Officer
from forum import actions, tasks
from forum.models import Post, PostTranslation
from forum.words.translation import translator
from forum.words.translator import TranslationError
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.core.models import Event
from tests.forum.world import Audiences, ClientOf, answer, ask, assert_looks_absent

TEXT = "O papel de parede foi vendido em Lisboa nos anos noventa."


class Loud:
    """An engine that turns Portuguese into capitals."""

    name = "Loud 1"

    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset({("pt", "en"), ("pt", "nl")})

    def translate(self, passages: Sequence[str], source: str, target: str) -> list[str]:
        if "Porto" in " ".join(passages):
            raise TranslationError("Not of Porto.")
        return [passage.upper() for passage in passages]


@pytest.fixture(autouse=True)
def loud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.conf.settings.TRANSLATOR", f"{__name__}.Loud")
    translator.cache_clear()
    yield
    translator.cache_clear()


def rows() -> list[tuple[str, str, str]]:
    with acting_as_system("tests"):
        return list(PostTranslation.objects.order_by("pk").values_list("target", "state", "text"))


def key() -> UUID:
    with acting_as_system("tests"):
        return PostTranslation.objects.get().pk


def request(by: Officer, post: Post, target: str = "en") -> None:
    with acting_as(by.pk):
        actions.ask_translation(post=post, target=target, by=by)


def test_it_works(nora: Officer, fleur: Officer, bea: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["members"])
    post = answer(fleur, thread, TEXT)
    page = client_of(bea).get(f"/threads/{thread.pk}/").content.decode()
    assert "Translate from Portuguese into English" in page
    sent = client_of(bea).post(f"/posts/{post.pk}/translation/", {"target": "en"})
    assert sent["Location"] == f"/threads/{thread.pk}/#post-{post.pk}"
    assert "Being translated into English" in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    tasks.translate_post(str(key()))
    shown = client_of(nora).get(f"/threads/{thread.pk}/posts/").content.decode()
    assert TEXT in shown
    assert f'<div class="words" lang="en" dir="auto">{TEXT.upper()}</div>' in shown
    assert "translated from Portuguese by a machine (Loud 1)" in shown
    with acting_as_system("tests"):
        assert Event.objects.filter(type="thread.changed").get().about == [thread.pk, post.pk]


def test_it_is_made_once_for_all(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    post = answer(nora, ask(nora, audiences["group"]), TEXT)
    for who in (nora, fleur, nora):
        request(who, post)
    tasks.translate_post(str(key()))
    request(fleur, post)
    assert rows() == [("en", "ready", TEXT.upper())]


def test_into_the_language_of_who_reads(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    with acting_as_system("tests"):
        for who, languages in ((nora, ["nl", "en"]), (fleur, ["fr", "pt-BR"])):
            Officer.objects.filter(pk=who.pk).update(languages=languages)
    thread = ask(nora, audiences["group"])
    answer(fleur, thread, TEXT)
    assert "into Dutch" in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    own = client_of(fleur).get(f"/threads/{thread.pk}/").content.decode()
    assert ("Translate" in own, "No translator" in own) == (False, False)


def test_a_language_without_an_engine_says_so(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    post = answer(nora, thread, "Το χαρτί αυτό πουλήθηκε στη Θεσσαλονίκη.")
    page = client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    assert "Written in Greek. No translator of this service knows it." in page
    with pytest.raises(IcseError, match="no translator"):
        request(nora, post)
    assert client_of(nora).post(f"/posts/{post.pk}/translation/", {"target": "en"}).status_code == 400


def test_a_refusal_is_said_and_can_be_tried_again(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    post = answer(nora, thread, "Este papel de parede é de uma loja no Porto.")
    request(nora, post)
    tasks.translate_post(str(key()))
    assert rows() == [("en", "refused", "")]
    page = client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    assert [words in page for words in ("Not of Porto.", "Try again")] == [True, True]


def test_what_was_edited_or_redacted_meanwhile_is_not_translated(nora: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["group"])
    post = answer(nora, thread, TEXT)
    request(nora, post)
    with acting_as(nora.pk):
        actions.edit_post(post=post, body="Outra loja, noutra cidade de Portugal.", version=1, by=nora)
    tasks.translate_post(str(key()))
    assert rows() == [("en", "waiting", "")]
    with acting_as(nora.pk):
        actions.redact_post(post=post, reason="Wrong request.", by=nora)
    assert rows() == []


def test_only_who_sees_the_post_reads_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    post = answer(nora, ask(nora, audiences["group"]), TEXT)
    request(nora, post)
    tasks.translate_post(str(key()))
    for who, number in ((fleur, 1), (gregor, 0)):
        with acting_as(who.pk):
            assert PostTranslation.objects.count() == number
    assert_looks_absent(client_of(gregor), "/posts/{}/translation/", post.pk, "post")


def test_the_sweep_sends_what_was_lost(nora: Officer, audiences: Audiences) -> None:
    request(nora, answer(nora, ask(nora, audiences["group"]), TEXT))
    assert tasks.sweep_translations() == 0
    with acting_as_system("tests"):
        PostTranslation.objects.update(created_at="2020-01-01T00:00:00Z")
    assert tasks.sweep_translations() == 0
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.sweep_translations.name in scheduled
