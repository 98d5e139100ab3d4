"""From an answer to a country indication, with credit to the unit that answered; and to an identification."""

from accounts.models import Officer
from forum.models import IndicationCredit
from icse.core.doors import acting_as
from series.models import Indication
from tests.forum.test_post_said import say
from tests.forum.world import Audiences, ClientOf, answer, ask, assert_looks_absent, make_series, make_subject, solve

SENT = {
    "made_in": "PT",
    "kinds": ["product"],
    "reason": "Sold there only, says a unit.",
    "source_evaluation": "B",
    "information_evaluation": "2",
}


def test_it_works(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series = make_series(nora, audiences["group"])
    thread = ask(nora, audiences["group"], series=series)
    post = say(fleur, thread, "Sold near Porto.", country="PT")
    page = client_of(nora).get(f"/posts/{post.pk}/indicate/").content.decode()
    assert 'value="PT" selected' in page
    assert client_of(nora).post(f"/posts/{post.pk}/indicate/", SENT)["Location"].endswith(f"#post-{post.pk}")
    with acting_as(fleur.pk):
        made = Indication.objects.get()
        credit = IndicationCredit.objects.select_related("post").get()
    assert (made.made_in_id, made.country_id, made.series_id) == ("PT", "NL", series.pk)
    assert (credit.indication_id, credit.post.unit_id) == (made.pk, fleur.unit_id)
    assert "Became a country indication" in client_of(fleur).get(f"/threads/{thread.pk}/").content.decode()


def test_the_text_of_the_answer_is_not_copied_to_those_who_see_more(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["members"])
    post = say(fleur, ask(nora, audiences["group"], series=series), "A word for the group", country="PT")
    form = client_of(nora).get(f"/posts/{post.pk}/indicate/").content.decode()
    assert form.count("A word for the group") == 1
    client_of(nora).post(f"/posts/{post.pk}/indicate/", SENT)
    with acting_as(gregor.pk):
        assert (Indication.objects.count(), IndicationCredit.objects.count()) == (1, 0)


def test_without_a_series_or_sight_of_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    alone = answer(fleur, ask(nora, audiences["members"]))
    assert client_of(nora).get(f"/posts/{alone.pk}/indicate/").status_code == 404
    assert_looks_absent(client_of(gregor), "/posts/{}/indicate/", answer(nora, ask(nora, audiences["group"])).pk)


def test_a_solved_series_takes_none(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    thread = ask(nora, audiences["group"], series=series)
    post = answer(fleur, thread)
    solve(nora, niels, series)
    assert client_of(nora).post(f"/posts/{post.pk}/indicate/", SENT).status_code == 409
    assert "Indicate a country" not in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_kept(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    post = answer(fleur, ask(nora, audiences["group"], series=make_series(nora, audiences["group"])))
    response = client_of(nora).post(f"/posts/{post.pk}/indicate/", {**SENT, "reason": "Short", "made_in": "PT"})
    assert response.status_code == 400
    assert "Short" in response.content.decode()


def test_an_identification_starts_with_the_answer(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    thread = ask(nora, audiences["group"], series=series)
    post, subject = answer(fleur, thread), make_subject(nora, series)
    link = f"/subjects/{subject.pk}/identify/?answer={post.pk}"
    assert link in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    assert f'value="{post.pk}" selected' in client_of(nora).get(link).content.decode()
