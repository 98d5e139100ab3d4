"""An owner's open page hears of a request at once, and the asker's of the answer; nobody else hears anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import Officer
from forum import actions
from icse.core.doors import acting_as
from tests.core.streams import Message, Web, serving
from tests.forum.requesting import ask, received_copy
from tests.forum.world import Audiences, ClientOf, make_series

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(transactional_db: object, tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


def heard(message: Message | None) -> tuple[object, object]:
    assert message is not None
    return message.data["type"], message.data["objects"]


def test_each_side_hears_of_its_own_copy(
    web: Web, nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    hers, his = web.page(client_of(nora)), web.page(client_of(gregor))
    others = [web.page(client_of(who)) for who in (fleur, bea)]
    ask(gregor, "SE-2026-ZZZZZZZZ")
    sent = ask(gregor, series.reference)
    assert heard(hers.next()) == ("request.changed", [str(sent.twin)])
    lost, found = heard(his.next()), heard(his.next())
    assert lost[0] == found[0] == "request.changed"
    assert found[1] == [str(sent.pk)]
    status, page = web.get(client_of(nora), "/requests/waiting/")
    assert (status, ">1<" in page) == (200, True)
    with acting_as(nora.pk):
        actions.ask_back(request=received_copy(sent), body="Which seizure?", by=nora)
    assert heard(his.next()) == ("request.changed", [str(sent.pk)])
    assert heard(hers.next()) == ("request.changed", [str(sent.twin)])
    # A question that all of them see ends the test: had they heard of the request, it would have come before.
    all_see = make_series(nora, audiences["members"])
    for page_of_another in others:
        assert heard(page_of_another.next()) == ("series.created", [str(all_see.pk)])
