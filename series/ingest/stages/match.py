"""Near-duplicates: what this content looks like, turned or mirrored, among everything that was ever ingested."""

import numpy as np

from series.ingest.work import Done, Outcome, Work
from series.matching import floods
from series.matching.blind import write_blind_hits
from series.matching.fingerprints import HASH_BYTES
from series.matching.hits import write_near_hits
from series.matching.lists.marking import is_harmless_for_all, mark_by_look


def run(work: Work) -> Outcome:
    """Write down near hits. A picture with too little structure matches everything and nothing, so it is not asked.

    Nor is what everybody knows to be harmless. What then matches too many series is set aside.
    """
    report = work.known_report
    mark_by_look([work.item.pk])
    if report.fingerprint.is_usable and not is_harmless_for_all(work.item.pk):
        bits = b"".join(one.bits for one in report.fingerprints)
        found = work.tools.matcher.near(np.frombuffer(bits, dtype=np.uint8).reshape(-1, HASH_BYTES))
        write_near_hits(work.item.pk, [near for near in found if near.media_id != work.item.media_id])
        write_blind_hits(work.item.pk)
    floods.set_aside([work.item.pk])
    return Done()
