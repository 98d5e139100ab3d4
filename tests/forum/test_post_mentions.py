"""Mentions: of those who may see the request, as far as the writer may know; whatever else is written so stays text."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import Audience, Officer, Unit
from forum import actions
from forum.models import PostMention
from icse.core.doors import acting_as, acting_as_system
from tests.forum.world import Audiences, ClientOf, answer, ask

MARKED = '<span class="mention"><bdi>{}</bdi></span>'


def written(by: Officer) -> dict[str, tuple[str, bool, bool]]:
    with acting_as(by.pk):
        rows = PostMention.objects.all()
        return {row.typed: (row.country_id, row.unit_id is not None, row.officer_id is not None) for row in rows}


def test_of_all_members(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["members"])
    answer(nora, thread, "@DE, @FR/unit-fr, @NL/unit-nl/niels, @FR/unit-fr/fleur, @FR/nobody, @ZZ and x@NL")
    assert written(nora) == {
        "@DE": ("DE", False, False),
        "@FR/unit-fr": ("FR", True, False),
        "@NL/unit-nl/niels": ("NL", True, True),
    }
    page = client_of(nora).get(f"/threads/{thread.pk}/posts/").content.decode()
    assert [MARKED.format(one) in page for one in ("@DE", "@FR/unit-fr", "@NL/unit-nl/niels")] == [True] * 3
    assert page.count('class="mention"') == 3
    assert "@FR/unit-fr/fleur" in page


def test_a_colleague_is_named_to_the_own_country_only(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    answer(nora, ask(nora, audiences["members"]), "@DE @NL/unit-nl/niels")
    assert set(written(fleur)) == {"@DE"}


def test_who_does_not_see_it_is_text_like_who_does_not_exist(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    answer(nora, thread, "@DE @DE/unit-de @QQ/unit-qq")
    assert written(nora) == {}
    assert 'class="mention"' not in client_of(nora).get(f"/threads/{thread.pk}/posts/").content.decode()


def test_a_hidden_member_is_text_until_it_writes_here(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    """Who is in a group that lists nobody is not for its members to know: a mention must not tell it."""
    with acting_as_system("tests"):
        Audience.objects.filter(pk=audiences["group"].pk).update(lists_members=False, unit=None)
    thread = ask(nora, audiences["group"])
    answer(nora, thread, "@FR @FR/unit-fr")
    assert written(nora) == {}
    answer(fleur, thread, "Here we are.")
    answer(nora, thread, "@FR/unit-fr, thank you")
    assert set(written(nora)) == {"@FR/unit-fr"}


def test_a_member_of_a_group_that_lists_them(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    with acting_as_system("tests"):
        Audience.objects.filter(pk=audiences["group"].pk).update(lists_members=True)
    answer(nora, ask(nora, audiences["group"]), "@FR @DE")
    assert set(written(nora)) == {"@FR"}


def test_units_of_the_same_name_are_numbered(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    with acting_as_system("tests"):
        other = Unit.objects.create(country_id="FR", name="Unit  FR!", group=Group.objects.create(name="second"))
        Officer.objects.filter(name="Felix").update(unit=other)
    answer(nora, ask(nora, audiences["members"]), "@FR/unit-fr @FR/unit-fr-2 @FR/unit-fr-3")
    with acting_as(nora.pk):
        found = dict(PostMention.objects.values_list("typed", "unit"))
    assert found == {"@FR/unit-fr": fleur.unit_id, "@FR/unit-fr-2": other.pk}


def test_another_text_mentions_others(nora: Officer, audiences: Audiences) -> None:
    post = answer(nora, ask(nora, audiences["members"]), "@DE @FR")
    with acting_as(nora.pk):
        actions.edit_post(post=post, body="@FR @BE", version=1, by=nora)
    assert set(written(nora)) == {"@FR", "@BE"}


@pytest.mark.parametrize("body", ["`@DE`", "a@DE", "@DEU", "@de", "@DE_x"])
def test_what_is_no_mention(body: str, nora: Officer, audiences: Audiences) -> None:
    answer(nora, ask(nora, audiences["members"]), body)
    assert written(nora) == {}
