"""One answer: another text, its texts, taking it away, marking, translating; and the end of a request."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, asking, documented, typed
from accounts.permissions import require
from forum import actions
from forum.answer_serializers import (
    AnswerIndicationSerializer,
    EditPostSerializer,
    EndingSerializer,
    MarkSerializer,
    NewTranslationSerializer,
    PostSerializer,
    PostTranslationSerializer,
    PostVersionsSerializer,
    RedactionSerializer,
    countries,
    saying,
)
from forum.answers import VERSIONS_SHOWN
from forum.api.threads import shown
from forum.models import Post, PostVersion, ThreadSeries
from forum.queries import all_threads, with_crops
from forum.serializers import ThreadSerializer
from icse.core import audit
from series.referral_serializers import IndicationSerializer


def all_posts() -> QuerySet[Post]:
    """Return the posts that the actor may see, with what the API tells of them."""
    return Post.objects.select_related("unit", "mark", "thread").prefetch_related("mentions")


class PostView(ApiView):
    """One answer."""

    @documented("get_post", "An answer as it stands", response=PostSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        post = visible_or_404(all_posts(), pk=pk)
        audit.record_view("thread.viewed", on=post.thread)
        return Response(PostSerializer(post, context={"officer": asking(request)}).data)

    @documented(
        "edit_post",
        "Write another text of an answer of the own unit; the one before is kept",
        request=EditPostSerializer,
        response=PostSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Edit it."""
        officer, post = asking(request), visible_or_404(Post.objects.all(), pk=pk)
        require(officer, "post.edit")
        actions.require_writer(post, officer)
        data = typed(EditPostSerializer(data=request.data))
        says = saying(data.get("says", {}))
        actions.edit_post(post=post, body=data.get("body", ""), says=says, version=data["version"], by=officer)
        return _answer(request, pk)


class PostVersionListView(ApiView):
    """The texts that an answer had."""

    @documented("list_post_versions", "The earlier texts of an answer, oldest first", response=PostVersionsSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """List them."""
        officer, post = asking(request), visible_or_404(Post.objects.select_related("thread"), pk=pk)
        rows = PostVersion.objects.filter(post=post).select_related("unit").order_by("version")
        found = list(rows[:VERSIONS_SHOWN])
        audit.record("list.viewed", on=post.thread, list="post versions", rows=len(found))
        page = {"results": found, "next": None}
        return Response(PostVersionsSerializer(page, context={"officer": officer}).data)


class RedactionView(ApiView):
    """The end of what an answer says."""

    @documented(
        "redact_post",
        "Take away what an answer says, for a reason that stays",
        request=RedactionSerializer,
        response=PostSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Redact it."""
        officer, post = asking(request), visible_or_404(Post.objects.all(), pk=pk)
        require(officer, "post.redact")
        actions.redact_post(post=post, **typed(RedactionSerializer(data=request.data)), by=officer)
        return _answer(request, pk)


class MarkView(ApiView):
    """The word of the country that asked: this answer helped."""

    @documented(
        "mark_post",
        "Say that an answer helped, or did not; only the country that asked may",
        request=MarkSerializer,
        response=PostSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Mark it."""
        officer, post = asking(request), visible_or_404(Post.objects.all(), pk=pk)
        require(officer, "post.mark")
        actions.mark_post(post=post, **typed(MarkSerializer(data=request.data)), by=officer)
        return _answer(request, pk)


class TranslationView(ApiView):
    """An answer in another language."""

    @documented(
        "translate_post",
        "Have an answer translated by a machine; ask again until it is there",
        request=NewTranslationSerializer,
        response=PostTranslationSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for it, or fetch it."""
        officer, post = asking(request), visible_or_404(Post.objects.all(), pk=pk)
        require(officer, "post.translate")
        made = actions.ask_translation(post=post, **typed(NewTranslationSerializer(data=request.data)), by=officer)
        return Response(PostTranslationSerializer(made).data)


class EndingView(ApiView):
    """The end of a request."""

    @documented(
        "close_thread",
        "End a clue request and say what came of it; only the country that asked may",
        request=EndingSerializer,
        response=ThreadSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Close it."""
        officer, thread = asking(request), visible_or_404(all_threads(), pk=pk)
        require(officer, "thread.close")
        actions.require_asker(thread, officer)
        data = typed(EndingSerializer(data=request.data))
        narrowed = countries(data.get("countries", []), field="countries")
        actions.close_thread(thread=thread, ending=data["ending"], countries=narrowed, by=officer)
        return Response(shown(request, all_threads().prefetch_related(with_crops()).get(pk=pk)))


class AnswerIndicationView(ApiView):
    """From an answer to where the series was probably made."""

    @documented(
        "indicate_from_answer",
        "Say, after an answer, that the series of its request was probably made in a country; its unit is credited",
        request=AnswerIndicationSerializer,
        response=IndicationSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Indicate it."""
        officer, post = asking(request), visible_or_404(Post.objects.all(), pk=pk)
        require(officer, "indication.make")
        visible_or_404(ThreadSeries.objects.all(), thread=post.thread_id)
        said = typed(AnswerIndicationSerializer(data=request.data))
        [made_in] = countries([said.pop("made_in")], field="made_in")
        made = actions.indicate_from_answer(post=post, made_in=made_in, **said, by=officer)
        return Response(IndicationSerializer(made, context={"officer": officer}).data, status=201)


def _answer(request: Request, pk: UUID) -> Response:
    return Response(PostSerializer(all_posts().get(pk=pk), context={"officer": asking(request)}).data)
