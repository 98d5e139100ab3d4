"""Answers."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, PAGE, ApiView, after_of, asking, documented, page_answer, typed
from accounts.permissions import require
from forum import actions
from forum.answer_serializers import NewPostSerializer, PostSerializer, saying
from forum.api.answers import all_posts
from forum.api.threads import shown
from forum.models import Post
from forum.queries import all_threads, with_crops
from forum.serializers import PostPageSerializer, ThreadSerializer
from icse.core import audit


class PostListView(ApiView):
    """The answers to a clue request."""

    @documented(
        "list_posts", "The answers to a clue request, newest first", response=PostPageSerializer, parameters=[AFTER]
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """List them."""
        officer = asking(request)
        thread = visible_or_404(all_threads(), pk=pk)
        rows = all_posts().filter(thread=thread).order_by("-pk")
        after = after_of(request)
        found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
        audit.record("list.viewed", on=thread, list="posts", rows=len(found[:PAGE]))
        data = PostSerializer(found[:PAGE], many=True, context={"officer": officer}).data
        return page_answer(request, data, found[PAGE - 1].pk if len(found) > PAGE else None)

    @documented("add_post", "Answer a clue request", request=NewPostSerializer, response=PostSerializer, status=201)
    def post(self, request: Request, pk: UUID) -> Response:
        """Answer."""
        officer = asking(request)
        thread = visible_or_404(all_threads(), pk=pk)
        require(officer, "post.add")
        data = typed(NewPostSerializer(data=request.data))
        says = saying(data.get("says", {}))
        post = actions.add_post(thread=thread, body=data.get("body", ""), says=says, by=officer)
        return Response(PostSerializer(post, context={"officer": officer}).data, status=201)


class AcceptanceView(ApiView):
    """The word of the country that asked: this answer is the one."""

    @documented("accept_post", "Accept an answer; only the country that asked may", response=ThreadSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Accept."""
        officer = asking(request)
        answer = visible_or_404(Post.objects.all(), pk=pk)
        require(officer, "post.accept")
        thread = actions.accept_post(post=answer, by=officer)
        return Response(shown(request, all_threads().prefetch_related(with_crops()).get(pk=thread.pk)))
