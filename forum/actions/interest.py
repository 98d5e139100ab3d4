"""Interest in a clue request, as far as the officer's unit lets it be seen."""

from accounts.interest import InterestIn
from accounts.models import Officer
from forum.models import Thread, ThreadInterest
from icse.core.doors import action


# One statement at most, and none as a rule: these two need no savepoint of their own.
def note_thread_seen(*, thread: Thread, by: Officer) -> None:
    """Keep that the officer opens the clue request."""
    _interest(thread, by).note_seen()


def note_thread_present(*, thread: Thread, by: Officer) -> None:
    """Keep that the officer has the clue request open."""
    _interest(thread, by).note_presence()


@action
def work_on_thread(*, thread: Thread, working: bool, by: Officer) -> None:
    """Say that the officer works on the clue request, or no more.

    :raises NotAllowed: the officer's role does not include it.
    :raises Conflict: the unit does not show what it works on.
    """
    _interest(thread, by).say_working(working=working)


def _interest(thread: Thread, by: Officer) -> InterestIn:
    return InterestIn(ThreadInterest, thread, thread.audience_id, by)
