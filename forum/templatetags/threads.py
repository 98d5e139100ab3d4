"""How templates show the marking of a request in a list."""

from datetime import date

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.templatetags.markings import as_shown
from forum import clues
from forum.clues.languages import named
from forum.models import Crop, Thread
from forum.queries import marking_of_listed

register = template.Library()


@register.simple_tag
def listed_marking(thread: Thread) -> SafeString:
    """Show what applies to it, with its series and pictures as far as the reader may see them."""
    return as_shown(marking_of_listed(thread))


@register.simple_tag
def told_details(thread: Thread) -> list[tuple[str, str]]:
    """Return what is known of the clue, as pairs of label and words."""
    return clues.told_details(thread.details)


@register.simple_tag
def hopes(thread: Thread) -> SafeString:
    """Show how soon and from whom an answer is hoped; nothing where nothing was said."""
    parts = [_urgency(thread), _day(thread), _hoped("Hoped from", thread.hoped_countries)]
    parts.append(_hoped("Languages", named(thread.hoped_languages)))
    said = [part for part in parts if part]
    if not said:
        return mark_safe("")
    return format_html('<div class="entry-meta">{}</div>', format_html_join(" ", "{}", ((part,) for part in said)))


@register.simple_tag
def check_tile(crop: Crop, number: int) -> SafeString:
    """Show a crop that nobody has checked: concealed until it is opened, which is recorded."""
    about = {"item_id": crop.pk, "name": f"Crop {number}", "concealed": static("concealed.svg")}
    return render_to_string("components/tile.html", {**about, "plain": reverse("check-crop", args=[crop.pk])})


def _urgency(thread: Thread) -> SafeString | str:
    if thread.urgency == Thread.Urgency.ROUTINE:
        return ""
    about = {"status": "urgent" if thread.urgency == Thread.Urgency.URGENT else "new"}
    return render_to_string("components/badge.html", {**about, "label": Thread.Urgency(thread.urgency).label})


def _day(thread: Thread) -> SafeString | str:
    day: date | None = thread.answer_by
    if day is None:
        return ""
    late = " (passed)" if day < timezone.localdate() and thread.status == Thread.Status.OPEN else ""
    return format_html('<span>Answer by <time datetime="{}">{}</time>{}</span>', day.isoformat(), day.isoformat(), late)


def _hoped(words: str, some: list[str]) -> SafeString | str:
    return format_html("<span>{}: {}</span>", words, ", ".join(some)) if some else ""
