"""Who is on series, notes and tasks, in a world. Drawn after everything else."""

from tests.partition.making import Maker
from tests.partition.world import Lead, Note, Task

STANDS, ENDED, PASSED = "stands", "ended", "passed"


def deal_work(maker: Maker) -> None:
    """Add it all to the world that was made."""
    world = maker.world
    series, people = list(world.series), list(world.people.values())
    for _ in range(maker.random.randint(0, 4)):
        state = maker.random.choice((STANDS, STANDS, STANDS, ENDED, PASSED))
        keeper = maker.random.choice([*people, None])
        who = maker.someone()
        kept = who.key if keeper is None or keeper.country != who.country else keeper.key
        lead = Lead(maker.key(), who.key, maker.minute(), maker.random.choice(series), maker.words("looking"), state)
        lead.keeper, lead.offered = kept, maker.random.choice([None, maker.random.choice(sorted(world.units))])
        world.leads[lead.key] = lead
    for _ in range(maker.random.randint(0, 4)):
        made = (maker.key(), maker.someone().key, maker.minute(), maker.random.choice(series))
        note = Note(*made, maker.key(), maker.words("note"), maker.chance(0.5))
        world.notes[note.key] = note
    for _ in range(maker.random.randint(0, 4)):
        made = (maker.key(), maker.someone().key, maker.minute(), maker.random.choice(series))
        task = Task(*made, maker.words("task"), maker.chance(0.2), maker.chance(0.6))
        world.tasks[task.key] = task
