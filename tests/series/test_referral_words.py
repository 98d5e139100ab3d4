"""What a referral's page says of what goes with it: words and countries, where the document has codes."""

import re
from collections.abc import Callable

from django.test import Client

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.exchange.referral_words import ToldWord, indications_told, subjects_told
from series.models import Referral
from tests.series.describing import say
from tests.series.grouping import add
from tests.series.referring import WHY, fresh, indicate, received_copy, refer, series_of


def sent(nora: Officer, fleur: Officer, audience: Audience) -> Referral:
    """A referral to Germany with a victim and two indications, of whom other countries say something too."""
    series, _ = series_of(nora, audience)
    victim = add(series, "victim", by=nora)
    say(victim, "age", "6-9", by=nora, sure="B2")
    say(victim, "language", "nl", by=nora, sure="A1")
    say(victim, "hair", "red", by=fleur)
    indications = [indicate(series, "DE", by=one) for one in (nora, fleur)]
    return refer(series, "DE", by=nora, subjects=[victim], indications=indications)


def test_codes_are_told_in_words(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    document = fresh(sent(nora, fleur, audiences["group"])).document

    [victim] = subjects_told(document)
    assert (victim.label, victim.role, victim.known) == ("Victim 1", "Victim", "")
    assert sorted(victim.said, key=lambda word: word.label) == [
        ToldWord("Age", "6 to 9", "B2"),
        ToldWord("Spoken language", "Dutch (nl)", "A1"),
    ]
    told = {(one.country, one.by_owner, one.reason) for one in indications_told(document)}
    assert told == {("Germany", True, WHY), ("Germany", False, "")}


def test_a_code_that_is_not_known_any_more_is_shown(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    document = fresh(sent(nora, fleur, audiences["group"])).document
    document["indications"][0] |= {"country": "QQ", "kinds": ["smell"]}
    document["subjects"][0]["role"] = "bystander"

    assert (indications_told(document)[0].country, indications_told(document)[0].kinds) == ("QQ", "smell")
    assert subjects_told(document)[0].role == "bystander"


def test_the_receiving_country_reads_words(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    client_of: Callable[[Officer], Client],
) -> None:
    referral = sent(nora, fleur, audiences["group"])
    with acting_as_system("tests"):
        theirs = received_copy(referral)
    for officer, copy in ((gregor, theirs), (nora, referral)):
        page = client_of(officer).get(f"/referrals/{copy.pk}/").content.decode()
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
        assert "Age: 6 to 9 B2" in words
        assert "Spoken language: Dutch (nl) A1" in words
        assert "Red" not in words
    assert client_of(gregor).get(f"/referrals/{referral.pk}/").status_code == 404
