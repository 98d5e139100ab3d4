"""Packing what goes with a referral: one ZIP of the document and the chosen files. For workers, as the system."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.db.models import QuerySet

from icse.core import audit
from icse.core.doors import acting_as_system
from series import blobs
from series.exchange.referral_json import file_name
from series.ingest.decoder.reports import PLAIN
from series.models import Referral, ReferralItem
from series.referring.escalation import both_copies, tell_copies

#: What is in the package beside the files.
DOCUMENT = "referral.json"


@dataclass(frozen=True)
class _Plan:
    """What is to be packed, under which key."""

    package: UUID
    document: dict[str, object]
    files: dict[int, tuple[str, Path]]


def pack(key: UUID) -> bool:
    """Pack the files of a referral, unless that is done. Return whether this did it. May be repeated after a crash.

    :param key: of the sent copy.
    """
    with acting_as_system("packing"):
        plan = _plan(key)
    if plan is None:
        return False
    packed, document = _write(plan)
    with acting_as_system("packing"):
        copies = [one for one in both_copies(key) if one.package == plan.package and not one.is_packed]
        if not copies:  # another worker was faster, or a file was deleted meanwhile
            packed.unlink(missing_ok=True)
            return False
        size = blobs.keep_package(packed, plan.package).stat().st_size
        Referral.objects.filter(pk__in=[one.pk for one in copies]).update(
            package_state=Referral.Package.READY, package_size=size, document=document
        )
        audit.record("referral.packed", on=copies[0], files=len(plan.files))
        tell_copies(copies)
        return True


def to_pack() -> QuerySet[Referral]:
    """Return the sent copies whose package waits."""
    return Referral.objects.filter(side=Referral.Side.SENT, package_state=Referral.Package.WAITING)


def unpack(items: Sequence[UUID]) -> list[UUID]:
    """Take files that are being deleted out of every package, and return the sent copies that are to be packed anew.

    The old package gets no copy's key any more, so that nobody can fetch it from this moment on.
    """
    affected = ReferralItem.objects.filter(item__in=items).order_by("referral_id")
    found = []
    for key in dict.fromkeys(affected.values_list("referral_id", flat=True)):
        numbers = set(affected.filter(referral=key).values_list("number", flat=True))
        copies = both_copies(key)
        document = dict(copies[0].document)
        document["items"] = [one for one in document["items"] if one["number"] not in numbers]
        Referral.objects.filter(pk__in=[one.pk for one in copies]).update(
            package=uuid4(), package_state=Referral.Package.WAITING, package_size=0, document=document
        )
        tell_copies(copies)
        found.append(key)
    return found


def remove_unnamed(older_than_seconds: float) -> int:
    """Remove packages that no referral names. Return how many."""
    removed = 0
    for key, path in blobs.waiting_files("referrals", older_than_seconds):
        with acting_as_system("orphans"):
            if not Referral.objects.filter(package=key).exists():
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _plan(key: UUID) -> _Plan | None:
    referral = to_pack().filter(pk=key).first()
    if referral is None:
        return None
    files = {}
    for one in ReferralItem.objects.filter(referral=referral).select_related("item").order_by("number"):
        name = file_name(one.item, one.number, original=one.is_original)
        if name is not None:
            files[one.number] = (name, _source(one))
    return _Plan(referral.package, referral.document, files)


def _source(one: ReferralItem) -> Path:
    sha256 = one.item.sha256
    return blobs.blob_path(sha256) if one.is_original else blobs.preview_folder(sha256) / PLAIN


def _write(plan: _Plan) -> tuple[Path, dict[str, object]]:
    """Write the package aside, and return it with the document: a file that is not there goes without its name."""
    path = blobs.incoming_folder() / uuid4().hex
    missing = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, strict_timestamps=False) as package:
        for number, (name, source) in plan.files.items():
            try:
                package.write(source, name)
            except FileNotFoundError:
                missing.add(number)
        items = [_without_file(one) if one["number"] in missing else one for one in _items(plan.document)]
        document = {**plan.document, "items": items}
        package.writestr(DOCUMENT, json.dumps(document, ensure_ascii=False, indent=1))
    return path, document


def _items(document: dict[str, object]) -> list[dict[str, object]]:
    items: list[dict[str, object]] = document["items"]  # type: ignore[assignment]
    return items


def _without_file(item: dict[str, object]) -> dict[str, object]:
    return {**item, "file": None}
