import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import get_args

from accounts.countries import COUNTRIES
from icse.demo.patterns import wallpaper
from icse.demo.texts import CLUES, METHODS, SERIES, UNITS, AnswerText, ClueTopic, Words
from icse.demo.world.desk_steps import STEPS

# Words that speak of people or acts, or that put blame on a victim: the demo's texts are about things.
UNWANTED = re.compile(
    r"\b(child|children|girl|boy|baby|teen|minor|abuse|abused|porn\w*|prostitut\w*|nude|naked|sex\w*|rape\w*"
    r"|seductive|willing|consent\w*|provocative|lolita|molest\w*)\b",
    re.IGNORECASE,
)
SCRIPTS = {"ja": r"[\u3040-\u30ff\u4e00-\u9fff]", "th": r"[\u0e00-\u0e7f]", "ar": r"[\u0600-\u06ff]"}


def answers() -> list[AnswerText]:
    return [answer for clue in CLUES for answer in clue.answers]


def all_words() -> list[Words]:
    return [clue.question for clue in CLUES] + [answer.words for answer in answers()]


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def test_units_are_of_members_one_each_with_three_officers() -> None:
    members = {country.code for country in COUNTRIES if country.member}
    codes = [unit.country for unit in UNITS]

    assert sorted(codes) == ["AU", "BR", "CA", "DE", "EG", "ES", "FR", "JP", "KE", "MX", "NL", "PL", "SE", "TH"]
    assert set(codes) - members == set()
    assert [unit.country for unit in UNITS if len(unit.officers) < 3] == []
    people = [officer for unit in UNITS for officer in unit.officers]
    assert len(set(people)) == len(people)


def test_forty_series_with_titles_of_their_own() -> None:
    titles = [series.title for series in SERIES]

    assert len(titles) == len(set(titles)) == 40
    assert [series.title for series in SERIES if len(series.known) < 80] == []


def test_every_look_can_be_drawn() -> None:
    for series in SERIES:
        assert (series.look.wallpaper().name, series.look.wallpaper().colour) == series.look.paper
        wishes = series.look.wishes()
        expected = [cloth and wallpaper(*cloth) for cloth in (series.look.bedspread, series.look.curtain)]
        assert [wishes.bedspread, wishes.curtain] == expected


def test_some_series_share_a_wallpaper() -> None:
    papers = [series.look.paper for series in SERIES]

    assert {paper for paper in papers if papers.count(paper) > 1} >= {("damask", "blue")}


def test_clues_belong_to_the_demo_world() -> None:
    assert {clue.topic for clue in CLUES} == set(get_args(ClueTopic))
    assert {clue.series for clue in CLUES} - {series.title for series in SERIES} == {None}
    countries = {clue.country for clue in CLUES} | {answer.country for answer in answers()}
    assert countries == {unit.country for unit in UNITS}


def test_no_country_answers_itself_and_one_answer_at_most_is_accepted() -> None:
    assert [clue for clue in CLUES if clue.country in {answer.country for answer in clue.answers}] == []
    assert [clue for clue in CLUES if sum(answer.accepted for answer in clue.answers) > 1] == []


def test_ten_languages_each_with_a_gloss() -> None:
    assert {words.language for words in all_words()} == {"en", "fr", "es", "pt", "de", "pl", "ja", "th", "ar", "sw"}
    assert [words for words in all_words() if (words.language == "en") != (words.text == words.gloss)] == []
    assert [words for words in all_words() if not words.gloss.isascii()] == []


def test_each_script_is_used_by_its_language_only() -> None:
    for language, letters in SCRIPTS.items():
        written = [words for words in all_words() if re.search(letters, words.text)]
        assert written == [words for words in all_words() if words.language == language] != []


def test_the_texts_speak_of_things_only() -> None:
    spoken = [*strings([asdict(series) for series in SERIES]), *strings([asdict(clue) for clue in CLUES]), *METHODS]
    said = strings([asdict(one) for step in STEPS for one in step.texts])
    spoken += [text for text in said if " " in text]  # the others are codes

    assert [text for text in spoken if UNWANTED.search(text)] == []
    assert UNWANTED.search("a child")
