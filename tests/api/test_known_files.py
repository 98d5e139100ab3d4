"""Which files need not travel: what is in the case, and what is harmless; a hash alone tells nothing else."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import SkippedFile
from series.queries.known import hashes_to_compare
from tests.api.conftest import ApiOf
from tests.api.making import made, refused
from tests.series.grouping import make_items
from tests.series.listing import imported
from tests.series.making import receive
from tests.series.receiving.sending import opened

Audiences = dict[str, Audience]
HASHES = ("sha256", "sha1", "md5")


def offered(name: str, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return a file as its sender offers it; its name stands for its content."""
    hashes = {one: hashlib.new(one, name.encode(), usedforsecurity=False).hexdigest() for one in HASHES}
    return {one: value for one, value in hashes.items() if one not in without} | {"name": name}


FILES = {name: offered(name) for name in ("wallpaper", "icon", "logo", "room")}


def national_of(who: Officer) -> Audience:
    with acting_as_system("tests"):
        return Audience.objects.get(kind="national", owner=who.country_id)


def asked(api_of: ApiOf, who: Officer, audience: Audience, *files: dict[str, str]) -> dict[str, str]:
    """Return what is known of these files, by name, in an upload of its own."""
    names = {one["sha256"]: one["name"] for one in files}
    answer = api_of(who).post(f"uploads/{opened(who, audience).pk}/known", {"files": list(files)})
    return {names[one["sha256"]]: one["why"] for one in made(answer, 200)["known"]}


def test_harmless_files_need_not_travel(
    api_of: ApiOf, ada: Officer, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    imported(ada, "\n".join(FILES[name][one] for name, one in (("wallpaper", "md5"), ("icon", "sha1"))))
    imported(ada, FILES["logo"]["sha256"], name="Logos")
    everything = dict.fromkeys(("wallpaper", "icon", "logo"), "harmless")
    for who in (nora, gregor):
        assert asked(api_of, who, audiences[who.country_id], *FILES.values()) == everything
    bare = [offered(name, without=("sha1", "md5")) for name in FILES]
    assert asked(api_of, nora, audiences["NL"], *bare) == {"logo": "harmless"}
    with acting_as(nora.pk):
        rows = set(SkippedFile.objects.values_list("name", "why"))
    assert rows == {("wallpaper", "harmless"), ("icon", "harmless"), ("logo", "harmless")}


def test_only_the_strongest_hash_of_a_list_spares_a_file(api_of: ApiOf, ada: Officer, nora: Officer) -> None:
    national = national_of(nora)
    imported(ada, f"md5,sha1\n{FILES['room']['md5']},{FILES['icon']['sha1']}\n")
    assert asked(api_of, nora, national, FILES["room"]) == {}
    assert asked(api_of, nora, national, FILES["icon"]) == {"icon": "harmless"}


def test_known_material_travels_whatever_is_said_to_be_harmless(api_of: ApiOf, ada: Officer, nora: Officer) -> None:
    national = national_of(nora)
    imported(ada, "\n".join(one["md5"] for one in FILES.values()))
    imported(ada, f"{FILES['room']['sha256']}\n{FILES['icon']['md5']}", name="Seized", kind="known")
    assert asked(api_of, nora, national, *FILES.values()) == {"wallpaper": "harmless", "logo": "harmless"}


def test_another_countrys_lists_and_what_others_hold_are_told_to_nobody(
    api_of: ApiOf, niels: Officer, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    imported(niels, FILES["logo"]["md5"])
    seen = make_items(1, by=fleur, audience=audiences["members"])[0]
    files = [FILES["logo"], {"sha256": seen.sha256, "sha1": seen.sha1, "md5": seen.md5, "name": "seen"}]
    assert asked(api_of, nora, audiences["NL"], *files) == {"logo": "harmless"}
    assert asked(api_of, fleur, audiences["FR"], *files) == {}


def test_a_list_that_counts_no_more_spares_nothing(api_of: ApiOf, ada: Officer, nora: Officer) -> None:
    one = imported(ada, FILES["logo"]["md5"])
    national = national_of(nora)
    assert asked(api_of, nora, national, FILES["logo"]) == {"logo": "harmless"}
    with acting_as(ada.pk):
        actions.remove_hash_list(listed=one, by=ada)
    assert asked(api_of, nora, national, FILES["logo"]) == {}


def test_what_is_in_the_case_is_told_as_that(
    api_of: ApiOf, ada: Officer, nora: Officer, audiences: Audiences, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_FOLDER = tmp_path
    held = receive(nora, audiences["NL"], b"logo", case="C-1")
    imported(ada, f"{held.md5}\n{FILES['icon']['md5']}")
    upload = opened(nora, audiences["NL"], case="C-1")
    answer = api_of(nora).post(f"uploads/{upload.pk}/known", {"files": [FILES["logo"], FILES["icon"]]})
    told = {one["sha256"]: one["why"] for one in made(answer, 200)["known"]}
    assert told == {held.sha256: "in_case", FILES["icon"]["sha256"]: "harmless"}


def test_which_hashes_are_worth_computing(ada: Officer, niels: Officer, nora: Officer, fleur: Officer) -> None:
    imported(ada, FILES["logo"]["sha256"])
    imported(niels, FILES["logo"]["md5"], name="Ours")
    imported(ada, FILES["logo"]["sha1"], name="Seized", kind="known")
    for who, names in ((nora, ["md5"]), (fleur, [])):
        with acting_as(who.pk):
            assert hashes_to_compare() == names


@pytest.mark.parametrize(("name", "value"), [("sha1", "ab"), ("md5", "AB" * 16), ("sha256", ""), ("md5", "x" * 32)])
def test_what_is_no_hash_is_refused(api_of: ApiOf, nora: Officer, name: str, value: str) -> None:
    upload = opened(nora, national_of(nora))
    answer = api_of(nora).post(f"uploads/{upload.pk}/known", {"files": [FILES["logo"] | {name: value}]})
    assert refused(answer)[0] == 400


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    api_of: ApiOf, ada: Officer, nora: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    files = [offered(f"file {number}") for number in range(count)]
    imported(ada, "\n".join(one["md5"] for one in files))
    upload = opened(nora, national_of(nora))
    client = api_of(nora)
    with django_assert_num_queries(21):
        answer = client.post(f"uploads/{upload.pk}/known", {"files": files})
    assert len(made(answer, 200)["known"]) == count
