"""Who is asking, and which audiences that officer holds."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.rest import ApiView, asking, documented, page_answer
from accounts.permissions import MAY
from accounts.queries import audiences_to_contribute_to, my_audiences
from accounts.serializers import AudienceSerializer, AudiencesSerializer, MeSerializer


class MeView(ApiView):
    """The officer who asks."""

    @documented("me", "Who is asking", response=MeSerializer)
    def get(self, request: Request) -> Response:
        """Tell."""
        officer = asking(request)
        return Response(MeSerializer(officer, context={"may": MAY.get(officer.role, frozenset())}).data)


class AudienceListView(ApiView):
    """The audiences of the officer who asks."""

    @documented("list_audiences", "The audiences that the officer holds", response=AudiencesSerializer)
    def get(self, request: Request) -> Response:
        """List them."""
        context = {"contributable": audiences_to_contribute_to()}
        return page_answer(request, AudienceSerializer(my_audiences(), many=True, context=context).data, None)
