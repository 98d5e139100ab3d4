"""Named reads of clue requests, their answers and crops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.markings import Marking, effective
from accounts.models import Audience, Country, Officer
from accounts.permissions import may
from accounts.visibility import contributable_audiences, newest_ids
from forum.answers import Dressed, Voice, dress, ending_words, tally, to_identify
from forum.models import ClueKind, Credit, Crop, Post, Thread, ThreadCheck, ThreadSeries
from icse.core.cursors import SCREENFUL, signed
from series.models import Item, Placement, Series, Subject

PAGE: Final = SCREENFUL
#: What a picture to cut from, and what an answer that helped, is chosen among: these have no pages.
PICTURES_TO_CUT: Final = 50
ANSWERS_TO_CHOOSE: Final = 100


#: Nobody but the unit that asks has said anything.
_UNANSWERED: Final = "NOT EXISTS (SELECT 1 FROM forum_post p WHERE p.thread_id = t.id AND p.unit_id <> t.unit_id)"
_WITH_PICTURE: Final = "EXISTS (SELECT 1 FROM forum_crop c WHERE c.thread_id = t.id AND c.state = 'ready')"


@dataclass(frozen=True)
class Wanted:
    """What the list of requests is narrowed to. Requests about solved series are never in it."""

    kind: ClueKind | None = None
    status: str = ""
    country: Country | None = None
    before: datetime | None = None
    urgency: str = ""
    due: str = ""
    hoped: Country | None = None
    language: str = ""
    unanswered: bool = False
    picture: bool = False
    #: The officer whose own requests they are, or the unit.
    officer: UUID | None = None
    unit: UUID | None = None

    def condition(self) -> tuple[str, list[object]]:
        """Return it as SQL on the table ``t``, with the values."""
        parts: list[tuple[str, object]] = []
        if self.status != "any":
            parts.append(("t.status = %s", self.status or Thread.Status.OPEN))
        if self.kind is not None:
            parts.append(("t.kind_id = %s", self.kind.pk))
        if self.country is not None:
            parts.append(("t.country_id = %s", self.country.pk))
        if self.before is not None:
            parts.append(("t.last_activity_at < %s", self.before))
        parts += hoped_conditions(self.urgency, self.due, self.hoped.pk if self.hoped else "", self.language)
        if self.officer is not None:
            parts.append(("t.officer_id = %s", self.officer))
        if self.unit is not None:
            parts.append(("t.unit_id = %s", self.unit))
        without = [text for text, wanted in ((_UNANSWERED, self.unanswered), (_WITH_PICTURE, self.picture)) if wanted]
        return " AND ".join(["t.is_active", *(text for text, _ in parts), *without]), [value for _, value in parts]


def hoped_conditions(urgency: str, due: str, country: str, language: str) -> list[tuple[str, object]]:
    """Return the SQL on the table ``t`` for how soon and from whom an answer is hoped, each with its value."""
    today = timezone.localdate()
    days: dict[str, list[tuple[str, object]]] = {
        "week": [("t.answer_by >= %s", today), ("t.answer_by <= %s", today + timedelta(days=7))],
        "late": [("t.answer_by < %s", today)],
        "none": [("(t.answer_by IS NULL) = %s", True)],
    }
    parts = list(days.get(due, []))
    if urgency:
        parts.append(("t.urgency = %s", urgency))
    if country:
        parts.append(("%s = ANY (t.hoped_countries)", country))
    if language:
        parts.append(("%s = ANY (t.hoped_languages)", language))
    return parts


@dataclass(frozen=True)
class Feed:
    """One page of requests, newest activity first; ``older`` is the moment before which the next page begins."""

    threads: list[Thread]
    older: datetime | None


@dataclass(frozen=True)
class Answer:
    """A post as its reader may see it: ``who`` is a unit, with the officer's name for the own country only."""

    post: Post
    who: str
    is_own: bool
    is_accepted: bool
    helped: bool
    more: Dressed


@dataclass(frozen=True)
class Conversation:
    """A thread as its reader may see it."""

    thread: Thread
    crops: list[Crop]
    answers: list[Answer]
    series: Series | None
    who: str
    before: UUID | None = None
    earlier: UUID | None = None
    may_post: bool = False
    may_accept: bool = False
    may_close: bool = False
    may_share: bool = False
    may_add_crops: bool = False
    check: ThreadCheck | None = None
    may_mark: bool = False
    may_indicate: bool = False
    voices: Sequence[Voice] = ()
    subjects: Sequence[Subject] = ()
    ending: str = ""

    @property
    def marking(self) -> Marking:
        """What applies to it where it is read with its series; a picture that the reader sees counts too."""
        return marking_of(self.thread, self.series, self.crops)

    @property
    def is_to_check(self) -> bool:
        """Tell whether a second officer has not looked yet: crops are concealed until then."""
        return self.check is not None and not self.check.outcome

    @property
    def solved_words(self) -> str:
        """What is said of a request off the lists. Who does not see the series is not told that there is one."""
        return "Series solved" if self.series else "No longer asked"

    @property
    def here(self) -> str:
        """The cursor of this page."""
        return signed(self.before)

    @property
    def earlier_page(self) -> str:
        """The cursor of the page with what was said before."""
        return signed(self.earlier)


def all_threads() -> QuerySet[Thread]:
    """Return the threads that the actor may see, with what names them."""
    return Thread.objects.select_related("kind", "country", "unit", "audience")


def feed(wanted: Wanted) -> Feed:
    """Return one page of the requests that the actor may see."""
    where, params = wanted.condition()
    keys = newest_ids("forum_thread", "last_activity_at", PAGE + 1, where=where, params=params)
    threads = listed(keys[:PAGE])
    return Feed(threads, threads[-1].last_activity_at if len(keys) > PAGE and threads else None)


def threads_about(
    series: Series, *, after: UUID | None = None, also: Sequence[UUID] = ()
) -> tuple[list[Thread], UUID | None]:
    """Return one page of the requests about a series, newest first, and the key after which the next begins.

    :param also: the series that are linked with it.
    """
    links = ThreadSeries.objects.filter(series__in=[series.pk, *also])
    rows = links if after is None else links.filter(pk__lt=after)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    return listed(keys[:PAGE]), keys[PAGE - 1] if len(keys) > PAGE else None


def conversation(thread: Thread, officer: Officer, *, before: UUID | None = None) -> Conversation:
    """Return a thread with one page of its posts, the last ones, oldest first."""
    rows = Post.objects.filter(thread=thread).select_related("country", "unit", "said_country", "redacted_unit")
    rows = rows.order_by("-pk")
    found = list((rows if before is None else rows.filter(pk__lt=before))[: PAGE + 1])
    posts = found[:PAGE][::-1]
    helpful = set(Credit.objects.filter(post__in=[post.pk for post in posts]).values_list("post_id", flat=True))
    names = _names([thread, *posts])
    link = ThreadSeries.objects.select_related("series").filter(thread=thread).first()
    held = thread.audience_id in contributable_audiences()
    more = dress(posts, thread, officer, held=held)
    return Conversation(
        thread=thread,
        crops=list(Crop.objects.filter(thread=thread).select_related("source__item").order_by("pk")),
        answers=[_answer(post, thread, officer, names, helpful, more[post.pk]) for post in posts],
        series=link.series if link else None,
        who=_who(thread, names),
        before=before,
        earlier=posts[0].pk if len(found) > PAGE else None,
        check=check_of(thread),
        may_indicate=link is not None and link.series.is_active and may(officer, "indication.make"),
        voices=tally(thread),
        subjects=to_identify(link.series if link else None, officer),
        ending=ending_words([thread]).get(thread.pk, ""),
        **_buttons(thread, officer, held=held),
    )


def check_of(thread: Thread) -> ThreadCheck | None:
    """Return the check that a request waits for, or the last one: only one that only its country sees can have one."""
    if thread.audience.kind != Audience.Kind.NATIONAL:
        return None
    return ThreadCheck.objects.select_related("wanted", "unit").filter(thread=thread).order_by("-pk").first()


def answers_about(series: Series) -> QuerySet[Post]:
    """Return the newest answers to requests about a series, as far as the actor sees them."""
    threads = ThreadSeries.objects.filter(series=series).values("thread")
    rows = Post.objects.filter(thread__in=threads, redacted_at=None)
    return rows.select_related("thread", "country", "said_country").order_by("-pk")


def pictures_to_cut(series: Series) -> list[Item]:
    """Return the newest items of a series with pictures that the actor may see."""
    placed = Placement.objects.filter(series=series, item__state=Item.State.READY, item__kind=Item.Kind.PICTURE)
    placed = placed.select_related("item__audience")
    return [placement.item for placement in placed.order_by("-pk")[:PICTURES_TO_CUT]]


def with_crops() -> "Prefetch[str]":
    """Return how to read the crops of many threads, each with its picture as far as the actor may see it."""
    return Prefetch("crops", Crop.objects.select_related("source__item").order_by("pk"))


def _with_ready_crops() -> "Prefetch[str]":
    """Return the same for a list, as ``ready_crops``: each look at ``crops.all()`` makes a query anew."""
    ready = Crop.objects.filter(state=Crop.State.READY)
    return Prefetch("crops", ready.select_related("source__item").order_by("pk"), to_attr="ready_crops")


def picture_of(crop: Crop) -> Item | None:
    """Return what a crop was cut from, if the actor may see it. Read together with the crop."""
    source = getattr(crop, "source", None)  # none where the database hides it
    return source.item if source else None


def marking_of(thread: Thread, series: Series | None, crops: Iterable[Crop]) -> Marking:
    """Return what applies to a thread that is shown with these."""
    return effective(thread, series, *map(picture_of, crops))


def marking_of_listed(thread: Thread) -> Marking:
    """Return what applies to a thread of a list (``feed``, ``threads_about``), which was read with what is round it."""
    about = getattr(thread, "about", None)  # none where the database hides it
    return marking_of(thread, about.series if about else None, thread.ready_crops)  # type: ignore[attr-defined]


def listed_threads(keys: Sequence[UUID]) -> list[Thread]:
    """Return these threads as a list shows them, in this order, as far as the actor may see them."""
    return listed(keys)


def listed(keys: Sequence[UUID]) -> list[Thread]:
    """Return these requests, as far as the actor sees them, as lists show them; in this order."""
    # Counted beside the rows, not joined in: a request with hundreds of answers was read and sorted as often.
    counted = Post.objects.filter(thread=OuterRef("pk")).order_by().values("thread").annotate(n=Count("pk"))
    rows = all_threads().select_related("about__series").annotate(answers=Coalesce(Subquery(counted.values("n")), 0))
    rows = rows.annotate(to_check=Exists(ThreadCheck.objects.filter(thread=OuterRef("pk"), outcome="")))
    found = rows.prefetch_related(_with_ready_crops()).in_bulk(list(keys))
    for key, words in ending_words(found.values()).items():
        found[key].ending_words = words  # type: ignore[attr-defined]
    return [found[key] for key in keys if key in found]


def _buttons(thread: Thread, officer: Officer, *, held: bool) -> dict[str, bool]:
    """Return what this officer may do to the thread, into whose audience something may be put or not."""
    contributes = held and thread.status != Thread.Status.CLOSED
    asked = contributes and thread.country_id == officer.country_id
    return {
        "may_post": contributes and may(officer, "post.add"),
        "may_accept": asked and thread.status == Thread.Status.OPEN and may(officer, "post.accept"),
        "may_close": asked and may(officer, "thread.close"),
        "may_mark": held and thread.country_id == officer.country_id and may(officer, "post.mark"),
        "may_share": held and thread.country_id == officer.country_id and may(officer, "thread.share"),
        "may_add_crops": asked and thread.status == Thread.Status.OPEN and may(officer, "thread.create"),
    }


def _names(rows: Iterable[Thread | Post]) -> dict[UUID, str]:
    """Return the names of those officers whom the actor may know."""
    return dict(Officer.objects.filter(pk__in={row.officer_id for row in rows}).values_list("pk", "name"))


def _who(row: Thread | Post, names: dict[UUID, str]) -> str:
    return ", ".join(filter(None, [names.get(row.officer_id), row.unit.name]))


def _answer(
    post: Post, thread: Thread, officer: Officer, names: dict[UUID, str], helpful: set[UUID], more: Dressed
) -> Answer:
    return Answer(
        post=post,
        who=_who(post, names),
        is_own=post.country_id == officer.country_id,
        is_accepted=post.pk == thread.accepted_post_id,
        helped=post.pk in helpful,
        more=more,
    )
