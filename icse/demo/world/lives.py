"""How far the search has come in each series: who claims, records, confirms; who asks and answers, and when."""

from typing import Final

from icse.demo.clue_texts import METHODS, ClueText
from icse.demo.world.people import officers_of
from icse.demo.world.shapes import Act, Finding, SubjectPlan
from icse.demo.world.shots import random_for
from icse.demo.world.stories import Story

_METHODS: Final = ("device", "place", "person", "report")
#: Which way led to the end, of those in METHODS; by the title of the series.
_TOLD: Final = {
    "Bear on the rug": 2,
    "Fern paper, hill view": 1,
    "Gingham curtain, sea view": 4,
    "Tartan bedspread": 3,
    "Triangles and palms": 5,
}


def subjects_of(story: Story, clue: ClueText | None) -> tuple[SubjectPlan, ...]:
    """The victims and perhaps an offender; all identified once the story is solved."""
    two = story.outcome == "partly" or random_for("victims", story.title).random() < 0.2
    first = _victim(story, clue, "1")
    rest = [SubjectPlan("victim") if story.outcome == "partly" else _victim(story, None, "2")] if two else []
    offender = [SubjectPlan("offender", finding=_finding(story, None, "3"))] if story.offender else []
    return (first, *rest, *offender)


def end_of(story: Story) -> float:
    """How many days ago the last word was spoken."""
    return story.days * random_for("end", story.title).uniform(0.08, 0.4)


def talk(clue: ClueText, days: float, *, until: float) -> tuple[Act, tuple[Act, ...]]:
    """Who asks, and who answers, spread over the days down to `until` ago."""
    rng = random_for("talk", clue.question.text)
    asked = days * 0.95
    step = (asked - min(until, asked)) / (len(clue.answers) + 1)
    answers = [
        Act(rng.choice(officers_of(answer.country)[1:]), asked - step * (number + rng.uniform(0.6, 1)))
        for number, answer in enumerate(clue.answers)
    ]
    return Act(rng.choice(officers_of(clue.country)[1:]), asked), tuple(answers)


def closing_word(story: Story, clue: ClueText) -> tuple[Act, str] | None:
    """What the country that found out writes in the request at the end: by which way."""
    if story.outcome != "solved" or _accepted(clue, story.by) is None:
        return None
    return Act(officers_of(story.by)[1], end_of(story) - 0.05), METHODS[_TOLD[story.title]]


def _victim(story: Story, clue: ClueText | None, mark: str) -> SubjectPlan:
    if story.outcome == "open":
        return SubjectPlan("victim")
    claim = Act(officers_of(story.by)[1], min(story.days * 0.55, end_of(story) + story.days * 0.12))
    return SubjectPlan("victim", claim, _finding(story, clue, mark))


def _finding(story: Story, clue: ClueText | None, mark: str) -> Finding | None:
    if story.outcome in ("open", "claimed"):
        return None
    rng = random_for("finding", story.title, mark)
    supervisor, recorder, *others = officers_of(story.by)
    end = end_of(story)
    credited = _accepted(clue, story.by) if clue else None
    return Finding(
        recorded=Act(recorder, end + story.days * 0.02),
        confirmed=None if story.outcome == "recorded" else Act(rng.choice([supervisor, *others]), end),
        reference=f"{story.by}-ID-{rng.randrange(1000, 9999)}",
        method="clue" if credited is not None else rng.choice(_METHODS),
        source_evaluation=rng.choice("AAB"),
        information_evaluation=rng.choice((1, 1, 2, 3)),
        credited=credited,
    )


def _accepted(clue: ClueText, country: str) -> int | None:
    """The number of the accepted answer, if it is this country's."""
    taken = (number for number, one in enumerate(clue.answers) if one.accepted and one.country == country)
    return next(taken, None)
