"""Addresses of this app's part of the API."""

from django.urls import URLPattern, path

from accounts.api import schema as schema  # registers how signing in is described
from accounts.api.views import AudienceListView, MeView

urlpatterns: list[URLPattern] = [
    path("me", MeView.as_view(), name="api-me"),
    path("audiences", AudienceListView.as_view(), name="api-audiences"),
]
