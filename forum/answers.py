"""What a page shows of answers beside their text: the text as HTML, its language, what helped, what may be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value
from django.utils.safestring import SafeString

from accounts.languages import language_names
from accounts.models import Country, Officer
from accounts.permissions import may
from forum.models import Draft, IndicationCredit, Post, PostMark, PostMention, PostTranslation, PostVersion, Thread
from forum.words.markdown import render
from forum.words.translation import offered
from icse.core.cursors import key_of, signed
from series.models import Series, Subject

#: Written from right to left.
_FROM_RIGHT: Final = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi", "und-Arab", "und-Hebr"})
#: Who has named no languages reads the interface.
_OF_THE_INTERFACE: Final = "en"
SUBJECTS_TO_IDENTIFY: Final = 10
VERSIONS_SHOWN: Final = 100


@dataclass(frozen=True)
class Dressed:
    """A post as a page shows it, to one officer."""

    html: SafeString
    lang: str
    direction: str
    language: str
    marked: bool = False
    indicated: bool = False
    translation: PostTranslation | None = None
    target: str = ""
    target_name: str = ""
    is_foreign: bool = False
    may_edit: bool = False
    may_redact: bool = False


@dataclass(frozen=True)
class Voice:
    """So many units say the same."""

    words: str
    units: int
    too_common: bool = False
    country: str = ""


@dataclass(frozen=True)
class Text:
    """One text that a post had, who wrote it and when; the newest is the post itself."""

    version: int
    said: Post | PostVersion
    who: str
    country: Country
    at: object
    html: SafeString
    lang: str
    direction: str


def dress(posts: Sequence[Post], thread: Thread, officer: Officer, *, held: bool = False) -> dict[UUID, Dressed]:
    """Return what is shown of these posts of one thread.

    :param held: whether the officer may contribute to its audience.
    """
    keys = [post.pk for post in posts]
    typed = _typed(keys)
    marks = PostMark.objects.filter(post__in=keys).order_by().values_list(Value("marked"), "post_id")
    credits = IndicationCredit.objects.filter(post__in=keys).order_by().values_list(Value("indicated"), "post_id")
    said = set(marks.union(credits)) if keys else set()
    translated = _translated(posts)
    return {
        post.pk: _dressed(
            post, thread, officer, typed.get(post.pk, frozenset()), translated.get(post.pk, []), held=held,
            marked=("marked", post.pk) in said, indicated=("indicated", post.pk) in said,
        )
        for post in posts
    }  # fmt: skip


def shown(said: Post | PostVersion, mentioned: frozenset[str] = frozenset()) -> SafeString:
    """Return a text as HTML; a mention that means nobody stays text."""
    return render(said.body, mentioned)


def in_short(said: Post | PostVersion) -> str:
    """Return what it says in a line: where and what, or that it is too common; and the text."""
    place = said.said_country.name if said.said_country else ""
    counted = "Too common" if said.too_common else ", ".join(filter(None, [place, said.said_region, said.said_product]))
    return " · ".join(filter(None, [counted, said.body]))


def tally(thread: Thread) -> list[Voice]:
    """Return what the answers say, counted: each unit once for each country, the most named first."""
    return tallies([thread.pk]).get(thread.pk, [])


def tallies(threads: Sequence[UUID]) -> dict[UUID, list[Voice]]:
    """Return the same of several threads."""
    said = Post.objects.filter(Q(said_country__isnull=False) | Q(too_common=True), thread__in=list(threads))
    rows = said.order_by().values("thread_id", "said_country_id", "said_country__name", "too_common")
    found: dict[UUID, list[Voice]] = {}
    for row in rows.annotate(units=Count("unit", distinct=True)):
        words, code = str(row["said_country__name"] or ""), str(row["said_country_id"] or "")
        found.setdefault(row["thread_id"], []).append(Voice(words, row["units"], row["too_common"], code))
    return {key: sorted(some, key=lambda one: (one.too_common, -one.units, one.words)) for key, some in found.items()}


def texts_of(post: Post, officer: Officer) -> list[Text]:
    """Return all texts of a post, the newest first: each with who wrote it."""
    before = PostVersion.objects.filter(post=post).select_related("country", "unit", "said_country").order_by("version")
    kept = list(before[:VERSIONS_SHOWN])
    writers: list[Post | PostVersion] = [post, *kept]
    names = dict(Officer.objects.filter(pk__in={one.officer_id for one in writers}).values_list("pk", "name"))
    typed = _typed([post.pk]).get(post.pk, frozenset())
    saids: list[Post | PostVersion] = [*kept, post]
    found = []
    for writer, said in zip(writers, saids, strict=True):
        who = ", ".join(filter(None, [names.get(writer.officer_id), writer.unit.name]))
        found.append(
            Text(said.version, said, who, writer.country, writer.created_at, shown(said, typed), *_written(said))
        )
    return found[::-1]


def draft_of(thread: Thread | None, officer: Officer) -> dict[str, str]:
    """Return what the officer has typed there and not posted, by field."""
    found = Draft.objects.filter(thread=thread, officer=officer).first()
    return dict(found.fields) if found else {}


def drafts_page(officer: Officer, after: str) -> tuple[list[Draft], str]:
    """Return one page of the officer's unfinished texts, and the cursor of the next."""
    rows = Draft.objects.filter(officer=officer).select_related("thread").order_by("-pk")
    key = key_of(after)
    found = list((rows.filter(pk__lt=key) if key else rows)[: VERSIONS_SHOWN + 1])
    return found[:VERSIONS_SHOWN], signed(found[VERSIONS_SHOWN - 1].pk) if len(found) > VERSIONS_SHOWN else ""


def to_identify(series: Series | None, officer: Officer) -> list[Subject]:
    """Return the subjects of a series that an identification may be recorded of."""
    if series is None or not may(officer, "identification.record"):
        return []
    rows = Subject.objects.filter(series=series).exclude(status=Subject.Status.IDENTIFIED)
    return list(rows.order_by("pk")[:SUBJECTS_TO_IDENTIFY])


def ending_words(threads: Iterable[Thread]) -> dict[UUID, str]:
    """Return how each of these ended, in words; nothing for those that have not."""
    ended = [thread for thread in threads if thread.ending]
    codes = {code for thread in ended for code in thread.ending_countries}
    names = dict(Country.objects.filter(pk__in=codes).values_list("pk", "name")) if codes else {}
    return {thread.pk: _ended(thread, names) for thread in ended}


def may_redact(post: Post, thread: Thread, officer: Officer) -> bool:
    """Tell whether the officer wrote it, or supervises a unit of its country or of the one that asked."""
    moderates = officer.role == Officer.Role.SUPERVISOR and officer.country_id in {post.country_id, thread.country_id}
    return may(officer, "post.redact") and post.redacted_at is None and (post.officer_id == officer.pk or moderates)


def target_for(language: str, officer: Officer) -> str:
    """Return into which of the officer's languages a text can be translated, or nothing."""
    able = offered(language)
    return next((one for one in [*_languages(officer), _OF_THE_INTERFACE] if one in able), "")


def direction_of(language: str) -> str:
    """Return which way a language is written, for the element that holds the text."""
    if language == "und":
        return "auto"
    return "rtl" if language in _FROM_RIGHT else "ltr"


def _dressed(
    post: Post,
    thread: Thread,
    officer: Officer,
    typed: frozenset[str],
    translated: Sequence[PostTranslation],
    *,
    held: bool,
    marked: bool,
    indicated: bool,
) -> Dressed:
    foreign = _is_foreign(post, officer)
    target = target_for(post.language, officer) if foreign else ""
    lang, direction = _written(post)
    return Dressed(
        html=shown(post, typed),
        lang=lang,
        direction=direction,
        language=_name(post.language),
        marked=marked,
        indicated=indicated,
        translation=next((one for one in translated if one.target == target), None),
        target=target,
        target_name=_name(target),
        is_foreign=foreign,
        may_edit=held and post.unit_id == officer.unit_id and not post.redacted_at and may(officer, "post.edit"),
        may_redact=held and may_redact(post, thread, officer),
    )


def _written(said: Post | PostVersion) -> tuple[str, str]:
    """Return the attributes of the element that holds the text: its language and its direction."""
    return "" if said.language == "und" else said.language, direction_of(said.language)


def _typed(keys: Sequence[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Return the mentions of these posts that the officer sees, as typed."""
    found: dict[UUID, set[str]] = {}
    for key, typed in PostMention.objects.filter(post__in=keys).values_list("post_id", "typed"):
        found.setdefault(key, set()).add(typed)
    return {key: frozenset(some) for key, some in found.items()}


def _translated(posts: Sequence[Post]) -> Mapping[UUID, list[PostTranslation]]:
    versions = {post.pk: post.version for post in posts}
    rows: QuerySet[PostTranslation] = PostTranslation.objects.filter(post__in=list(versions))
    found: dict[UUID, list[PostTranslation]] = {}
    for row in rows:
        if row.version == versions[row.post_id]:
            found.setdefault(row.post_id, []).append(row)
    return found


def _languages(officer: Officer) -> list[str]:
    return [tag.partition("-")[0].lower() for tag in officer.languages] or [_OF_THE_INTERFACE]


def _is_foreign(post: Post, officer: Officer) -> bool:
    """Tell whether it is in a language that the officer has not named. Unknown ones are not told apart."""
    return bool(post.body) and post.language.partition("-")[0] not in {"und", *_languages(officer)}


def _name(tag: str) -> str:
    name = "" if not tag or tag.startswith("und") else language_names([tag])[0]
    return "" if name == tag else name


def _ended(thread: Thread, names: Mapping[str, str]) -> str:
    if thread.ending == Thread.Ending.NARROWED:
        return "Narrowed to " + ", ".join(names.get(code, code) for code in thread.ending_countries)
    return str(Thread.Ending(thread.ending).label)
