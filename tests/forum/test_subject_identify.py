"""Recording an identification, and crediting the answer that helped."""

import pytest

from accounts.models import Officer
from forum import actions
from forum.models import Credit
from icse.core.doors import acting_as
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.models import Identification
from tests.forum.world import (
    NOBODYS,
    Audiences,
    ClientOf,
    answer,
    ask,
    assert_looks_absent,
    make_series,
    make_subject,
    record,
)

FACTS = {
    "method": "clue",
    "identified_on": "2026-01-05",
    "source_evaluation": "A",
    "information_evaluation": "2",
    "national_reference": "FR-2026-7",
    "answer": "",
}


def recorded(by: Officer) -> list[tuple[str, int]]:
    with acting_as(by.pk):
        return list(Identification.objects.values_list("country_id", "information_evaluation"))


def test_it_records_and_credits_together(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    subject = make_subject(nora, series)
    post = answer(fleur, ask(nora, audiences["group"], series=series), "It is sold in Lyon.")
    client, path = client_of(fleur), f"/subjects/{subject.pk}/identify/"
    assert "It is sold in Lyon." in client.get(path).content.decode()
    response = client.post(path, {**FACTS, "answer": str(post.pk)})
    assert response["Location"] == f"/series/{series.pk}/"
    assert recorded(nora) == [("FR", 2)]
    with acting_as(nora.pk):
        assert Credit.objects.get().post_id == post.pk
    assert "Helped to identify" in client.get(f"/threads/{post.thread_id}/posts/").content.decode()


def test_without_an_answer(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    subject = make_subject(nora, make_series(nora, audiences["group"]))
    assert client_of(nora).post(f"/subjects/{subject.pk}/identify/", FACTS).status_code == 302
    assert recorded(nora) == [("NL", 2)]
    with acting_as(nora.pk):
        assert Credit.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "magic"},
        {"identified_on": "2999-01-01"},
        {"identified_on": "yesterday"},
        {"source_evaluation": "Z"},
        {"information_evaluation": "5"},
        {"national_reference": " "},
        {"answer": str(NOBODYS)},
    ],
)
def test_what_was_typed_is_kept(
    wrong: dict[str, str], nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    subject = make_subject(nora, make_series(nora, audiences["group"]))
    sent = {**FACTS, "national_reference": "Kept-17", **wrong}
    response = client_of(nora).post(f"/subjects/{subject.pk}/identify/", sent)
    assert response.status_code == 400
    assert f'value="{sent["national_reference"].strip() or " "}"' in response.content.decode()
    assert recorded(nora) == []


def test_an_answer_to_another_request_is_no_choice_and_nothing_is_half_done(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    subject = make_subject(nora, make_series(nora, audiences["group"]))
    elsewhere = answer(fleur, ask(nora, audiences["group"]))
    response = client_of(nora).post(f"/subjects/{subject.pk}/identify/", {**FACTS, "answer": str(elsewhere.pk)})
    assert response.status_code == 400
    assert recorded(nora) == []
    identification = record(nora, subject)
    with acting_as(nora.pk), pytest.raises(IcseError, match="about this series"):
        actions.credit_answer(identification=identification, post=elsewhere, by=nora)


def test_answers_that_are_hidden_are_not_offered(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["members"])
    subject = make_subject(nora, series)
    hidden = answer(nora, ask(nora, audiences["NL"], series=series), "Only among us.")
    client, path = client_of(fleur), f"/subjects/{subject.pk}/identify/"
    assert "Only among us." not in client.get(path).content.decode()
    assert client.post(path, {**FACTS, "answer": str(hidden.pk)}).status_code == 400
    assert recorded(nora) == []


def test_recording_twice_keeps_what_was_typed(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    subject = make_subject(nora, make_series(nora, audiences["group"]))
    record(niels, subject)
    response = client_of(nora).post(f"/subjects/{subject.pk}/identify/", FACTS)
    assert response.status_code == 409
    assert 'value="FR-2026-7"' in response.content.decode()
    assert len(recorded(nora)) == 1


def test_crediting_is_for_the_own_country_and_happens_once(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["group"])
    post = answer(fleur, ask(nora, audiences["group"], series=series))
    identification = record(nora, make_subject(nora, series))
    with acting_as(fleur.pk), pytest.raises(NotAllowed):
        actions.credit_answer(identification=identification, post=post, by=fleur)
    with acting_as(nora.pk):
        actions.credit_answer(identification=identification, post=post, by=nora)
        with pytest.raises(Conflict):
            actions.credit_answer(identification=identification, post=post, by=nora)
        assert Credit.objects.count() == 1


def test_hidden_looks_absent(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    subject = make_subject(nora, make_series(nora, audiences["group"]))
    assert_looks_absent(client_of(gregor), "/subjects/{}/identify/", subject.pk)
    assert_looks_absent(client_of(gregor), "/subjects/{}/identify/", subject.pk, "post")


def test_anonymous_is_sent_to_sign_in(client: object, db: object) -> None:
    path = f"/subjects/{NOBODYS}/identify/"
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: object
) -> None:
    series = make_series(nora, audiences["group"])
    subject = make_subject(nora, series)
    for _ in range(number):
        answer(nora, ask(nora, audiences["group"], series=series))
    client = client_of(nora)
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(f"/subjects/{subject.pk}/identify/")
