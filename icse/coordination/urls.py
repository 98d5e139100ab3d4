"""Addresses of this app."""

from django.urls import URLPattern, path

from icse.coordination import board, progress, unit

urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("board/rows/", board.board_rows, name="board-rows"),
    path("progress/", progress.progress, name="progress"),
    path("unit/", unit.unit, name="unit"),
    path("unit/interest/", unit.change_interest, name="unit-interest"),
]
