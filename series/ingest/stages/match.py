"""Near-duplicates: what this content looks like, turned or mirrored, among everything that was ever ingested."""

import numpy as np

from series.ingest.decoder import Report
from series.ingest.work import Done, Outcome, Work
from series.matching import floods
from series.matching.blind import write_blind_hits
from series.matching.fingerprints import HASH_BYTES
from series.matching.hits import write_near_hits, write_video_hits
from series.matching.lists.marking import is_harmless_for_all, mark_by_look


def run(work: Work) -> Outcome:
    """Write down near hits. A picture with too little structure matches everything and nothing, so it is not asked.

    Nor is what everybody knows to be harmless. What then matches too many series is set aside.
    """
    mark_by_look([work.item.pk])
    if (work.report is not None or work.alike) and not is_harmless_for_all(work.item.pk):
        if work.report is not None and work.report.fingerprint.is_usable:
            _match_picture(work, work.report)
        write_near_hits(work.item.pk, [one.near for one in work.alike if not one.is_video])
        write_video_hits(work.item.pk, [one.as_match for one in work.alike if one.is_video])
        write_blind_hits(work.item.pk)
    floods.set_aside([work.item.pk])
    return Done()


def _match_picture(work: Work, report: Report) -> None:
    bits = b"".join(one.bits for one in report.fingerprints)
    found = work.tools.matcher.near(np.frombuffer(bits, dtype=np.uint8).reshape(-1, HASH_BYTES))
    write_near_hits(work.item.pk, [near for near in found if near.media_id != work.item.media_id])
