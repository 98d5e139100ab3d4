"""What the collector of garbage need not look at."""

import gc


def settle() -> None:
    """Let the collector pass over what is loaded by now: it lives as long as the process.

    A full collection goes through every object. With Django, the views and the numerical libraries loaded it stops a
    process for about 50 ms, in the middle of somebody's page.
    """
    gc.collect()
    gc.freeze()
