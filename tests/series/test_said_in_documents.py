"""What units say, in what goes out: an export holds what its reader sees, a referral the owner's word alone."""

from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series import actions
from series.exchange.contents import contents_of
from series.exchange.series_json import document_of
from tests.series.describing import depict, described, say, say_of_item
from tests.series.referring import received_copy, refer

Audiences = dict[str, Audience]
B3 = {"source_evaluation": "B", "information_evaluation": 3}


def test_an_export_holds_what_units_say(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, victim, [item, other] = described(nora, audiences["group"], items=2)
    say(victim, "sex", "female", by=fleur)
    say(victim, "age", "6-9", by=nora)
    say(victim, "age", "10-13", by=nora)
    say_of_item(item, "authenticity", "altered", by=fleur)
    depict(victim, item, by=fleur)
    with acting_as(fleur.pk):
        document = document_of(contents_of(series, "police", fleur, []), fleur)
    [subject] = document["subjects"]
    assert subject["statements"] == [
        {"kind": "sex", "value": "female", **B3, "country": "FR", "unit": "Unit FR"},
        {"kind": "age", "value": "10-13", **B3, "country": "NL", "unit": "Unit NL"},
    ]
    found = {one["id"]: (one["statements"], one["shows"]) for one in document["items"]}
    word = {"kind": "authenticity", "value": "altered", **B3, "country": "FR", "unit": "Unit FR"}
    assert found == {str(item.pk): ([word], [str(victim.pk)]), str(other.pk): ([], [])}


def test_a_referral_holds_the_owners_word_alone(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, victim, [item] = described(nora, audiences["group"], items=1)
    say(victim, "mark", "A scar, says France", by=fleur)
    say(victim, "mark", "A star, says the owner", by=nora)
    say_of_item(item, "distributed", "no", by=fleur)
    say_of_item(item, "distributed", "yes", by=nora)
    told = received_copy(refer(series, "DE", by=nora, subjects=[victim], items=[item])).document
    [subject], [file] = told["subjects"], told["items"]
    assert subject["statements"] == [{"kind": "mark", "value": "A star, says the owner", **B3}]
    assert file["statements"] == [{"kind": "distributed", "value": "yes", **B3}]


def test_a_referral_names_another_countrys_subject_by_number(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, ours, _ = described(nora, audiences["group"])
    with acting_as(fleur.pk):
        theirs = actions.add_subject(
            series=series, role="victim", label="The girl of Lille", known="A French word.", by=fleur
        )
    told = received_copy(refer(series, "DE", by=nora, subjects=[ours, theirs])).document
    assert [(one["role"], one["label"], one["known"]) for one in told["subjects"]] == [
        ("victim", ours.label, ours.known),
        ("victim", "Victim no. 2", ""),
    ]
    assert "Lille" not in str(told)
