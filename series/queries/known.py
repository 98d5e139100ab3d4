"""Which files need not travel, by their hash alone. Nothing else may be told by a hash alone."""

from collections.abc import Collection

from series.models import Item, SkippedFile, Upload

#: Something has gone wrong with these, or they say nothing by themselves.
_NOT_HELD = (Item.State.REFUSED,)


def known_files(upload: Upload, sha256s: Collection[str]) -> dict[str, str]:
    """Return, of these hashes, those that are known to the sender's country, and where from.

    In this case for the same audience: sent again, such a file would be a duplicate.
    """
    held = Item.objects.filter(
        case=upload.case_id, country=upload.country_id, audience=upload.files_audience_id, sha256__in=list(sha256s)
    ).exclude(state__in=_NOT_HELD)
    # Lists of harmless files, as far as they apply to the sender's country, are asked here too, as Why.HARMLESS.
    return dict.fromkeys(held.values_list("sha256", flat=True), SkippedFile.Why.IN_CASE.value)
