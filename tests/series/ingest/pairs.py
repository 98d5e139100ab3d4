"""What ingest says resembles what, and what a comparison of every stored fingerprint with every other says."""

from itertools import combinations

import numpy as np
import numpy.typing as npt

from icse.core.doors import acting_as_system
from series.matching.fingerprints import MATCH_DISTANCE, MIN_QUALITY
from series.models import Fingerprint, Hit, Item

Pair = frozenset[str]


def matched() -> dict[Pair, int]:
    """Return the near hits: the names of the two files, and the distance."""
    with acting_as_system("tests"):
        hits = Hit.objects.filter(kind=Hit.Kind.NEAR).select_related("item", "other")
        return {frozenset((hit.item.name, hit.other.name)): hit.distance for hit in hits}


def resembling() -> dict[Pair, int]:
    """Return the pairs within the distance, the later file asking with its eight orientations."""
    with acting_as_system("tests"):
        prints = {one.media_id: one for one in Fingerprint.objects.filter(quality__gte=MIN_QUALITY)}
        ready = Item.objects.filter(media_id__in=prints).order_by("pk")
        items = [(item.name, prints[item.media_id]) for item in ready if item.media_id is not None]
    found = {frozenset((early, late)): _apart(asking, held) for (early, held), (late, asking) in combinations(items, 2)}
    return {pair: distance for pair, distance in found.items() if distance <= MATCH_DISTANCE}


def _apart(asking: Fingerprint, held: Fingerprint) -> int:
    turned, one = _rows(bytes(asking.orientations)), _rows(bytes(held.bits))
    return int(np.bitwise_count(turned ^ one).sum(axis=1).min())


def _rows(data: bytes) -> npt.NDArray[np.uint8]:
    return np.frombuffer(data, np.uint8).reshape(-1, 32)
