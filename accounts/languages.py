"""Names of languages."""

from collections.abc import Iterable

from django.conf.locale import LANG_INFO


def language_names(tags: Iterable[str]) -> list[str]:
    """Return the English names of these language tags; a tag without a known name stays as it is."""
    return [str(LANG_INFO.get(tag, {}).get("name", tag)) for tag in tags]
