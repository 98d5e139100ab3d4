"""What is done with an answer: another text, its texts, taking it away, marking, translating, and what follows."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from forum import actions
from forum.answer_forms import EditPostForm, RedactForm
from forum.answers import dress, may_redact, texts_of
from forum.models import Post, ThreadSeries
from forum.models.said import SAID
from forum.saying import counted, saying_of
from icse.core import audit
from icse.core.comparing import Compared, compare_texts
from icse.core.errors import IcseError, NotAllowed
from icse.core.versions import Overtaken
from series.forms.where import IndicationForm
from series.models import Indication

NAV = {"nav_section": "thread-list"}
NOT_A_MODERATOR = (
    "Only who wrote it, or a unit supervisor of that country or of the country that asked, may redact an answer."
)
#: What an answer to a request of this kind speaks by, if the officer does not say otherwise.
_SPEAKS_BY = {
    "accent": Indication.Kind.LANGUAGE,
    "language": Indication.Kind.LANGUAGE,
    "socket": Indication.Kind.SOCKET,
    "landmark": Indication.Kind.LANDMARK,
    "view": Indication.Kind.LANDMARK,
    "product": Indication.Kind.PRODUCT,
    "wallpaper": Indication.Kind.PRODUCT,
}


def post_or_404(pk: UUID) -> Post:
    """Return a post with what names it."""
    rows = Post.objects.select_related("country", "unit", "thread__kind", "said_country", "redacted_unit")
    return visible_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def edit_post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write another text; whoever was overtaken sees both texts and what to do."""
    officer, post = officer_of(request), post_or_404(pk)
    require(officer, "post.edit")
    actions.require_writer(post, officer)
    audit.record_view("thread.viewed", on=post.thread)
    if request.method == "GET":
        return _edit_page(request, post, EditPostForm(initial=_as_typed(post)))
    form = EditPostForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, post, form, status=400)
    try:
        typed = form.cleaned_data
        actions.edit_post(post=post, body=typed["body"], says=form.saying(), version=typed["version"], by=officer)
    except Overtaken as overtaken:
        return _both_texts(request, post_or_404(pk), form, overtaken)
    except IcseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _edit_page(request, post, form, status=refusal.status)
    messages.success(request, "Your answer is saved. The text before it is kept.")
    return redirect(_at(post))


@require_GET
def show_versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the texts that an answer had."""
    officer, post = officer_of(request), post_or_404(pk)
    audit.record_view("thread.viewed", on=post.thread)
    return render(request, "forum/post_versions.html", {"post": post, "texts": texts_of(post, officer), **NAV})


@require_http_methods(["GET", "POST"])
def redact_post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take away what an answer says, for a reason that stays."""
    officer, post = officer_of(request), post_or_404(pk)
    require(officer, "post.redact")
    if not post.redacted_at and not may_redact(post, post.thread, officer):
        raise NotAllowed(NOT_A_MODERATOR)
    form = RedactForm(request.POST or None)
    status = 200 if request.method == "GET" else 400
    if request.method == "POST" and form.is_valid():
        try:
            actions.redact_post(post=post, reason=form.cleaned_data["reason"], by=officer)
        except IcseError as refusal:
            form.add_error(refusal.field, refusal.message)
            status = refusal.status
        else:
            messages.success(request, "The answer is redacted. The reason stays.")
            return redirect(_at(post))
    audit.record_view("thread.viewed", on=post.thread)
    context = {"post": post, "more": dress([post], post.thread, officer)[post.pk], "form": form, **NAV}
    return render(request, "forum/post_redact.html", context, status=status)


@require_POST
def mark_post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that an answer helped (``helped=yes``), or that it did not after all."""
    officer, post = officer_of(request), post_or_404(pk)
    require(officer, "post.mark")
    actions.mark_post(post=post, helped=request.POST.get("helped") == "yes", by=officer)
    return redirect(_at(post))


@require_POST
def translate_post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have an answer translated into ``target``; the page refreshes itself when it is there."""
    officer, post = officer_of(request), post_or_404(pk)
    require(officer, "post.translate")
    actions.ask_translation(post=post, target=request.POST.get("target", ""), by=officer)
    return redirect(_at(post))


@require_http_methods(["GET", "POST"])
def indicate_from_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say, after an answer, where the series was probably made. Its text is not copied: more may see the series."""
    officer, post = officer_of(request), post_or_404(pk)
    require(officer, "indication.make")
    about = visible_or_404(ThreadSeries.objects.select_related("series"), thread=post.thread_id)
    form = IndicationForm(request.POST or None, initial=_indicated(post))
    status = 200 if request.method == "GET" else 400
    if request.method == "POST" and form.is_valid():
        try:
            actions.indicate_from_answer(post=post, **form.cleaned_data, by=officer)
        except IcseError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, f"The indication is shown with the series. {post.unit.name} is credited.")
            return redirect(_at(post))
    audit.record_view("thread.viewed", on=post.thread)
    context = {"post": post, "more": dress([post], post.thread, officer)[post.pk], "form": form, **NAV}
    return render(request, "forum/post_indicate.html", {**context, "series": about.series}, status=status)


def _at(post: Post) -> str:
    return f"{reverse('thread', args=[post.thread_id])}#post-{post.pk}"


def _as_typed(post: Post) -> dict[str, object]:
    said = {name.removesuffix("_id"): getattr(post, name) for name in SAID}
    return {"body": post.body, "version": post.version, **said}


def _indicated(post: Post) -> dict[str, object]:
    kind = _SPEAKS_BY.get(post.thread.kind_id)
    return {"made_in": post.said_country_id, "kinds": [kind] if kind else []}


def _both_texts(request: HttpRequest, saved: Post, form: EditPostForm, overtaken: Overtaken) -> HttpResponse:
    """Show what was typed, for the version that is saved now, beside the saved text."""
    wrote = form.saying()
    typed = cast(QueryDict, form.data).copy()
    typed["version"] = str(overtaken.version)
    again = EditPostForm(typed)
    again.add_error(None, overtaken.message)
    compared = [
        compare_texts("Your answer", saved.body, form.cleaned_data["body"]),
        compare_texts("What is said in a form", counted(saying_of(saved)), counted(wrote)),
    ]
    return _edit_page(request, saved, again, compared=compared, status=overtaken.status)


def _edit_page(
    request: HttpRequest,
    post: Post,
    form: EditPostForm,
    compared: list[Compared] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"post": post, "form": form, "compared": compared, **NAV}
    return render(request, "forum/post_edit.html", context, status=status)
