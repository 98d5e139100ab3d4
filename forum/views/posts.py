"""Answers: reading them while they come, writing one, accepting one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from forum import actions
from forum.answer_forms import PostForm
from forum.models import Post
from forum.queries import all_threads, conversation
from forum.views.threads import thread_page
from icse.core import audit
from icse.core.cursors import key_of
from icse.core.errors import IcseError


@require_http_methods(["GET", "POST"])
def thread_posts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the answers alone, for an open page that refreshes them; or add one."""
    officer = officer_of(request)
    thread = visible_or_404(all_threads(), pk=pk)
    if request.method == "GET":
        audit.record_view("thread.viewed", on=thread)
        talk = conversation(thread, officer, before=key_of(request.GET.get("before", "")))
        return render(request, "forum/thread_posts.html", {"talk": talk})
    require(officer, "post.add")
    form = PostForm(request.POST)
    if not form.is_valid():
        return thread_page(request, thread, form, status=400)
    try:
        post = actions.add_post(thread=thread, body=form.cleaned_data["body"], says=form.saying(), by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return thread_page(request, thread, form, status=refusal.status)
    return redirect(f"{reverse('thread', args=[pk])}#post-{post.pk}")


@require_POST
def accept_post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that this answer is the one."""
    officer = officer_of(request)
    post = visible_or_404(Post.objects.all(), pk=pk)
    require(officer, "post.accept")
    thread = actions.accept_post(post=post, by=officer)
    messages.success(request, "The answer is accepted. Thank you for saying so.")
    return redirect("thread", pk=thread.pk)
