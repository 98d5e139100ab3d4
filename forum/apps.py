"""Clue requests and their answers."""

from django.apps import AppConfig


class ForumConfig(AppConfig):
    """Threads, posts, credits."""

    name = "forum"
