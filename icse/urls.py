"""Every address of the service."""

from django.urls import URLPattern, URLResolver, include, path

from icse.core.live.views import events

handler404 = "accounts.api.rest.not_here"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("icse.coordination.urls")),
    path("", include("accounts.urls")),
    path("", include("series.urls")),
    path("", include("forum.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("series.api.urls")),
    path("api/v1/", include("forum.api.urls")),
    path("api/v1/", include("icse.coordination.search.urls")),
    path("events", events, name="events"),
]
