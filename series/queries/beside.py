"""What stands beside a series on its page of work: who is on it, notes, tasks, and who gave how much to it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from series.models import Lead, Note, NoteText, Placement, Series, Task
from series.queries.leads import ACTIVE, MOST_SHOWN, all_leads, today
from series.queries.work import all_tasks

PAGE = 50
MOST_DONE = 20


@dataclass(frozen=True)
class Given:
    """How many files of a series a country placed there, of those that the reader sees."""

    country: str
    name: str
    number: int
    is_owner: bool


@dataclass(frozen=True)
class Beside:
    """All of it, for one reader. ``older`` is the key after which the next page of notes begins."""

    leads: list[Lead]
    notes: list[Note]
    older: UUID | None
    open_tasks: list[Task]
    done_tasks: list[Task]
    given: list[Given]


def beside(series: Series, *, after: UUID | None = None) -> Beside:
    """Return it. Five queries."""
    notes, older = notes_page(series, after=after)
    tasks = all_tasks().filter(series=series)
    leads = all_leads().filter(ACTIVE, series=series, ended_at=None, ends_on__gte=today(), country__is_connected=True)
    return Beside(
        leads=list(leads.order_by("pk")[:MOST_SHOWN]),
        notes=notes,
        older=older,
        open_tasks=list(tasks.filter(done_at=None).order_by("due_on", "pk")),
        done_tasks=list(tasks.filter(done_at__isnull=False).order_by("-done_at", "-pk")[:MOST_DONE]),
        given=given_to(series),
    )


def all_notes() -> QuerySet[Note]:
    """Return the notes that the actor may see, with what names them."""
    return Note.objects.select_related("series", "country", "unit", "removed_unit")


def notes_page(series: Series, *, after: UUID | None = None) -> tuple[list[Note], UUID | None]:
    """Return one page of notes, newest first, and the key after which the next begins."""
    rows = all_notes().filter(series=series)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def texts_of(note: Note) -> list[NoteText]:
    """Return the texts that a note had, newest first."""
    return list(NoteText.objects.filter(note=note).select_related("unit").order_by("-version"))


def given_to(series: Series) -> list[Given]:
    """Return how many files each country placed, most first: contributions of the owner, additions of others."""
    counted = (
        Placement.objects.filter(series=series)
        .values("country_id", "country__name")
        .annotate(number=Count("pk"))
        .order_by("-number", "country_id")
    )
    return [
        Given(row["country_id"], row["country__name"], row["number"], row["country_id"] == series.country_id)
        for row in counted
    ]
