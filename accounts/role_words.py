"""What each action of ``accounts.permissions`` is called on the account page."""

from accounts.models import Officer
from accounts.permissions import MAY

WORDS = {
    "case.open": "Open cases",
    "item.upload": "Upload files",
    "item.reveal": "Open pictures unconcealed (each opening is recorded)",
    "item.download": "Download originals (each download is recorded)",
    "series.create": "Make series",
    "series.edit": "Edit your country's series",
    "placement.add": "Add items to series",
    "placement.remove": "Take your country's items out of series, and others out of its series",
    "subject.add": "Record victims and offenders",
    "subject.claim": "Claim a subject for your country",
    "identification.record": "Record identifications",
    "identification.confirm": "Confirm a colleague's identification",
    "thread.create": "Open clue requests",
    "thread.close": "Close your country's clue requests",
    "post.add": "Answer clue requests",
    "post.accept": "Mark which answer helped",
    "audience.make": "Make group audiences",
    "audience.change": "Change who is in your unit's audiences",
    "series.share": "Change who your country's series are shown to, and their markings",
    "item.share": "Change who your country's items are shown to, and their markings",
    "thread.share": "Change who your country's clue requests are shown to, and their markings",
    "series.export": "Export series, as far as their markings allow",
    "permission.record": "Permit another country what a handling code forbids",
    "item.delete": "Delete your country's items",
    "lookup.ask": "Look files and hashes up",
    "reopening.propose": "Propose to reopen the case of an identified child",
    "reopening.decide": "Open again the case of a child that your country identified, or in your country's series",
    "fact.record": "Record safeguarding and arrests that followed your country's identifications",
    "outcome.read": "Read what became of what your unit took part in",
    "series.link": "Propose and decide links between series",
    "subject.link": "Propose and decide that two subjects are the same person",
    "series.merge": "Merge and split your country's series",
    "indication.make": "Say where a series was probably made",
    "referral.send": "Refer your country's series to other countries",
    "referral.answer": "Answer referrals to your country",
    "alert.raise": "Flag that abuse probably goes on",
    "alert.acknowledge": "Answer such flags",
    "search.ask": "Search",
    "subject.edit": "Change what is written of your country's subjects",
    "statement.make": "Say what is known of subjects and items, and how surely",
    "depiction.make": "Say which files show whom",
    "lead.keep": "Say that your unit is on a series, and hand it over",
    "note.write": "Write notes on a series",
    "task.keep": "Give and finish tasks in your country",
    "proposal.decide": "Accept and reject possible links",
    "hash_list.view": "See lists of hashes",
    "hash_list.manage": "Import and remove lists of hashes",
    "match.review": "Review files that match too many series",
    "match.vote": "Vote down files that are not distinctive",
    "request.send": "Ask owners for access or permission",
    "request.answer": "Answer such requests to your country",
    "interest.show": "Show that you work on something, where your unit lets it be seen",
    "country.settings": "Choose your country's default audience, and what others learn of hidden matches",
    "unit.settings": "Choose what your unit shows of its interest",
    "progress.view": "See progress against the target",
    "notification.read": "Be told of clue requests, and choose of which",
}


def allowed_words(officer: Officer) -> list[str]:
    """Return what the officer's role allows, in words, in the order of ``WORDS``."""
    allowed = MAY.get(officer.role, frozenset())
    return [words for action, words in WORDS.items() if action in allowed]
