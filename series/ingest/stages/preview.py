"""The pictures that pages show, from the scratch folder to their place."""

from series import blobs
from series.ingest.work import Done, Outcome, Work


def run(work: Work) -> Outcome:
    """Move them, safely on the disk. Two items of one content write the same files; the later ones stay."""
    blobs.put_previews(work.scratch, work.item.sha256)
    return Done()
