"""Addresses of the search's part of the API."""

from django.urls import URLPattern, path

from icse.coordination.search.api import SavedSearchListView, SearchView

urlpatterns: list[URLPattern] = [
    path("search", SearchView.as_view(), name="api-search"),
    path("search/saved", SavedSearchListView.as_view(), name="api-saved-searches"),
]
