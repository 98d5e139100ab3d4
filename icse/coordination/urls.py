"""Addresses of this app."""

from django.urls import URLPattern, path

from icse.coordination import board, choosing, progress, unit
from icse.coordination.search import views as search

urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("board/rows/", board.board_rows, name="board-rows"),
    path("series/choose/", choosing.choose_series, name="series-choose"),
    path("search/", search.search, name="search"),
    path("search/saved/", search.save_search, name="search-save"),
    path("search/saved/<uuid:pk>/change/", search.change_search, name="search-change"),
    path("search/saved/<uuid:pk>/delete/", search.delete_search, name="search-delete"),
    path("progress/", progress.progress, name="progress"),
    path("unit/", unit.unit, name="unit"),
    path("unit/interest/", unit.change_interest, name="unit-interest"),
]
