"""The search, for programs."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.rest import ApiView, asking, documented, page_answer, typed
from accounts.permissions import require
from icse.coordination.search.asked import LONGEST, THINGS, SearchForm
from icse.coordination.search.finding import Cursor, Found, answer
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.actions.saved_searches import LONGEST_NAME
from series.models import SavedSearch

_PARAMETERS = [
    OpenApiParameter(
        "thing", str, required=True, enum=list(THINGS), description="The kind of things. Each has pages of its own."
    ),
    OpenApiParameter("words", str, description="Words, a reference, a hash, or a place as latitude, longitude."),
    OpenApiParameter("status", str, enum=["active", "offenders", "claimed", "solved", "all"]),
    OpenApiParameter("country", str, description="Whose they are."),
    OpenApiParameter("clue", str, description="A kind of clue."),
    OpenApiParameter("kind", str, enum=["picture", "video", "sound", "other"], description="Of files."),
    OpenApiParameter("place", str, description="Files that say that they were made near this latitude, longitude."),
    OpenApiParameter("km", int, description="How near."),
    OpenApiParameter("since", str, description="A day: made then or later."),
    OpenApiParameter("until", str, description="A day: made then or before."),
    OpenApiParameter("close", bool, description="Similar spellings too. They are added where nothing else is found."),
    OpenApiParameter("after", str, description="Where the last page ended; ``next`` holds the whole address."),
]


class FoundSerializer(serializers.Serializer[Found]):
    """One thing that was found, and why."""

    thing = serializers.ChoiceField(choices=list(THINGS))
    id = serializers.UUIDField(source="row.pk")
    reference = serializers.SerializerMethodField(help_text="Of the series or request that it is or is part of.")
    series = serializers.SerializerMethodField(help_text="The series of a subject.")
    thread = serializers.SerializerMethodField(help_text="The request of an answer.")
    title = serializers.CharField()
    field = serializers.CharField(help_text="Where it was found; empty where words were not what found it.")
    text = serializers.SerializerMethodField(help_text="What stands there, around it.")
    country = serializers.CharField(source="row.country_id")
    created_at = serializers.DateTimeField(source="row.created_at")

    def get_reference(self, found: Found) -> str | None:
        """Return the reference."""
        return getattr(found.whole, "reference", None)

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_series(self, found: Found) -> str | None:
        """Return the series of a subject."""
        return str(found.whole.pk) if found.thing == "subject" else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_thread(self, found: Found) -> str | None:
        """Return the request of an answer."""
        return str(found.whole.pk) if found.thing == "post" else None

    def get_text(self, found: Found) -> str:
        """Return the text around what was found."""
        return "".join(text for text, _ in found.parts)


class SearchPageSerializer(serializers.Serializer[Any]):
    """One page of what was found. ``next`` may lead to more also where a page is short: it says how far was looked."""

    results = FoundSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class SearchView(ApiView):
    """The one search."""

    @documented(
        "search_things",
        "Search one kind of things, newest first",
        response=SearchPageSerializer,
        parameters=_PARAMETERS,
    )
    def get(self, request: Request) -> Response:
        """Search. What is solved is left out unless the status says so."""
        officer = asking(request)
        require(officer, "search.ask")
        form = SearchForm(request.query_params)
        if not form.chosen() and "after" not in request.query_params:
            return page_answer(request, [], None)
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            raise IcseError(str(errors[0]), field=None if field == "__all__" else field)
        if not form.cleaned_data["thing"]:
            raise IcseError(f"Say among what to search: {', '.join(THINGS)}.", field="thing")
        if not form.is_something():
            raise IcseError("Search for words, a place, a country, a kind of clue or a kind of file.", field="words")
        text = request.query_params.get("after", "")
        after = Cursor.read(text)
        if text and after is None:
            raise IcseError("This cursor was not made here. Start again without it.", field="after")
        found = answer(form.cleaned_data, officer, after)
        groups = [group for group in found.groups if group.thing == form.cleaned_data["thing"]]
        rows = [one for group in groups for one in group.found]
        older = next((group.older for group in groups if group.older), None)
        audit.record("list.viewed", list="search", rows=len(rows))
        return page_answer(request, _told(rows), older.signed() if older else None)


def _told(rows: list[Found]) -> Any:
    shown: Any = rows
    return FoundSerializer(shown, many=True).data


class SavedSearchSerializer(serializers.Serializer[SavedSearch]):
    """A search that is kept: what is asked, and never what it finds."""

    id = serializers.UUIDField(source="pk", read_only=True)
    name = serializers.CharField(max_length=LONGEST_NAME)
    is_shared = serializers.BooleanField(default=False, help_text="Inside the unit.")
    is_own = serializers.SerializerMethodField()
    asked = serializers.DictField(child=serializers.CharField(max_length=LONGEST, allow_blank=True))
    created_at = serializers.DateTimeField(read_only=True)

    def get_is_own(self, saved: SavedSearch) -> bool:
        """Tell whether the officer who asks saved it."""
        return bool(saved.officer_id == self.context["officer"].pk)


class SavedSearchListView(ApiView):
    """Searches that are kept: the officer's own, and those that the unit shares."""

    @documented("list_saved_searches", "Saved searches, newest first", response=SavedSearchSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them, at most 200."""
        officer = asking(request)
        require(officer, "search.ask")
        rows: Any = SavedSearch.objects.order_by("-pk")[:200]
        return Response(SavedSearchSerializer(rows, many=True, context={"officer": officer}).data)

    @documented(
        "save_search", "Keep a search", request=SavedSearchSerializer, response=SavedSearchSerializer, status=201
    )
    def post(self, request: Request) -> Response:
        """Keep it."""
        officer = asking(request)
        require(officer, "search.ask")
        data = typed(SavedSearchSerializer(data=request.data, context={"officer": officer}))
        form = SearchForm(data["asked"])
        if not form.is_valid() or not form.chosen():
            raise IcseError("This is no search: its fields are those of the search's address.", field="asked")
        saved = actions.save_search(name=data["name"], asked=form.chosen(), is_shared=data["is_shared"], by=officer)
        return Response(SavedSearchSerializer(saved, context={"officer": officer}).data, status=201)
