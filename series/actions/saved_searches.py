"""Keeping a search, to ask it again; what it finds is never kept."""

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import IcseError, NotAllowed
from series.models import SavedSearch

#: So many of one officer's own.
MOST = 100
LONGEST_NAME = 80


@action
def save_search(*, name: str, asked: dict[str, str], is_shared: bool, by: Officer) -> SavedSearch:
    """Keep what is asked under a name.

    :raises IcseError: the name is empty, or there are too many.
    :raises NotAllowed: the officer's country takes no part at present.
    """
    if SavedSearch.objects.filter(officer=by).count() >= MOST:
        raise IcseError(f"You have {MOST} saved searches. Delete one first.", field="name")
    national = Audience.objects.filter(kind=Audience.Kind.NATIONAL, owner_id=by.country_id).first()
    if national is None:
        raise NotAllowed("Your country takes no part in the service at present.")
    saved = SavedSearch(name=_checked(name), asked=asked, is_shared=is_shared, audience=national, **owner_fields(by))
    saved.save(force_insert=True)
    audit.record("search.saved", on=saved, shared=is_shared)
    return saved


@action
def change_search(*, saved: SavedSearch, name: str, is_shared: bool, by: Officer) -> None:
    """Give it another name, or share it inside the unit or no longer.

    :raises NotAllowed: it is another officer's.
    """
    _require_own(saved, by)
    saved.name, saved.is_shared = _checked(name), is_shared
    saved.save(update_fields=["name", "is_shared"])
    audit.record("search.changed", on=saved, shared=is_shared)


@action
def delete_search(*, saved: SavedSearch, by: Officer) -> None:
    """Take it away.

    :raises NotAllowed: it is another officer's.
    """
    _require_own(saved, by)
    audit.record("search.removed", on=saved)
    SavedSearch.objects.filter(pk=saved.pk).delete()


def _require_own(saved: SavedSearch, by: Officer) -> None:
    if saved.officer_id != by.pk:
        raise NotAllowed("Another officer of your unit saved this search. You can run it.")


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise IcseError(f"Give it a name of at most {LONGEST_NAME} characters.", field="name")
    return name
