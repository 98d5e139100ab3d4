"""What a video has in common with everything that was ever ingested. It can take long, so nothing is held meanwhile."""

from icse.core.doors import acting_as_system
from series.ingest.work import Done, Outcome, Work
from series.matching.videos import compare


def run(work: Work) -> Outcome:
    """Ask for every frame; the fingerprints are committed, so whoever comes later finds this one."""
    if work.recording is not None and work.recording.frames:
        with acting_as_system("compare"):
            found = compare(work.tools.matcher, work.recording.frames)
        work.alike = [one for one in found if one.is_match and one.near.media_id != work.item.media_id]
    return Done()
