"""What a video has in common with everything that was ever ingested. It can take long, so nothing is held meanwhile."""

from icse.core.doors import acting_as_system
from series.ingest.work import Done, Outcome, Work
from series.matching.lists.marking import is_harmless_for_all
from series.matching.videos import compare


def run(work: Work) -> Outcome:
    """Ask for every frame; the fingerprints are committed, so whoever comes later finds this one.

    What everybody knows to be harmless is not asked for, as with pictures.
    """
    if work.recording is not None and work.recording.frames:
        with acting_as_system("compare"):
            is_asked = not is_harmless_for_all(work.item.pk)
            found = compare(work.tools.matcher, work.recording.frames) if is_asked else []
        work.alike = [one for one in found if one.is_match and one.near.media_id != work.item.media_id]
    return Done()
