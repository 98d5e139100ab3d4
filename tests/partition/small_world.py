"""One literal world that the tables of URLs, rows and attacks are run on: who asks, what there is, who holds what.

Each *bundle* is everything that can hang on one audience: a case, a file, a series, a request, and their parts. What a
row needs to be seen is written down beside it, in words (``group``, ``NL``), and never read from the rules.

To add a kind of thing: make it in ``_Maker.bundle`` and ``note`` it with the audiences that it needs.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from json import dumps
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import ApiToken, Audience, Country, Disclosure, Officer, Unit
from accounts.models.owned import owner_fields
from accounts.reference import VIEW, connect_country, give
from accounts.sign_in import token_digest
from forum.crops import crop_path
from forum.models import (
    Credit,
    Crop,
    CropSource,
    Draft,
    IndicationCredit,
    News,
    Notification,
    NotificationSettings,
    Outcome,
    Post,
    PostMark,
    PostMention,
    PostTranslation,
    PostVersion,
    Request,
    RequestWord,
    Subscription,
    Thread,
    ThreadCheck,
    ThreadInterest,
    ThreadSeries,
)
from icse.coordination.models import Figure
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry, Event
from series import blobs
from series.ingest.decoder.recordings import SPECTROGRAM
from series.ingest.decoder.reports import CONCEALED, PLAIN
from series.models import (
    Acknowledgement,
    Alert,
    Archive,
    BlindHit,
    BlindHitOther,
    Case,
    Change,
    Claim,
    Depiction,
    Fingerprint,
    Frame,
    HashList,
    HashVote,
    Hit,
    Identification,
    Indication,
    Item,
    ItemStatement,
    Lead,
    LinkReason,
    ListedHash,
    Listing,
    Lookup,
    Media,
    Merge,
    Moved,
    NewMaterial,
    Note,
    NoteText,
    Permission,
    Placement,
    ProposalDecision,
    ProposalWork,
    Referral,
    ReferralItem,
    ReferralStep,
    Reopening,
    SavedSearch,
    Series,
    SeriesInterest,
    SeriesLink,
    SeriesName,
    SetAside,
    SkippedFile,
    Stone,
    Subject,
    SubjectFact,
    SubjectLink,
    SubjectStatement,
    Task,
    Transfer,
    Upload,
    Withholding,
)
from tests.personas import PASSWORD

#: Who asks, in the order of every table's columns; see ``tests.personas``. Sven is an analyst of a suspended country.
PERSONAS = ("anonymous", "nora", "niels", "fleur", "bea", "gregor", "cleo", "ada", "sven", "una", "ivo")
OFFICERS = PERSONAS[1:]

#: What each of them holds, and what each may add to. Bea was given the group by name, to look only.
HOLDS: dict[str, frozenset[str]] = {
    "nora": frozenset({"members", "NL", "group"}),
    "niels": frozenset({"members", "NL", "group"}),
    "fleur": frozenset({"members", "FR", "group"}),
    "bea": frozenset({"members", "BE", "group"}),
    "gregor": frozenset({"members", "DE"}),
    **dict.fromkeys(("cleo", "ada", "sven", "una", "ivo"), frozenset()),
}
ADDS_TO: dict[str, frozenset[str]] = {**HOLDS, "bea": frozenset({"members", "BE"})}

SUSPENDED = "PT"
TODAY = date(2026, 11, 22)


@dataclass
class Bundle:
    """Everything that hangs on one audience."""

    audience: str
    keys: dict[str, UUID] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)


@dataclass
class SmallWorld:
    """What was made, and how to ask for it."""

    officers: dict[str, Officer] = field(default_factory=dict)
    audiences: dict[str, Audience] = field(default_factory=dict)
    bundles: dict[str, Bundle] = field(default_factory=dict)
    #: Table to row to the audiences that it needs.
    needs: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    handler: ClientHandler = field(default_factory=lambda: Client().handler)

    @property
    def keys(self) -> dict[str, UUID]:
        """Return the keys of what is shown to the group, by name: what the table of URLs is about."""
        return self.bundles["group"].keys

    def words(self) -> dict[str, str]:
        """Return every key as text, by bundle and name (``DE series``); of the group also by the name alone."""
        found = {}
        for at, bundle in self.bundles.items():
            found[f"{at} reference"] = bundle.rows["series"].reference
            found[f"{at} other reference"] = bundle.rows["other series"].reference
            found |= {f"{at} {name}": str(key) for name, key in bundle.keys.items()}
        found["other reference"] = found["group other reference"]
        return found | {name: str(key) for name, key in self.keys.items()}

    def browser(self, persona: str) -> Client:
        """Return a new browser in which this persona is signed in, whatever became of the one before."""
        client = Client(raise_request_exception=False)
        client.handler = self.handler
        if persona in self.sessions:
            client.cookies["sessionid"] = self.sessions[persona]
        return client

    def ask(self, persona: str, method: str, path: str, data: Any = None, **more: Any) -> Any:
        """Send one request and undo what it did; a stream is closed unread."""
        with transaction.atomic():
            response = self.send(persona, method, path, data, **more)
            transaction.set_rollback(True)
        return response

    def send(self, persona: str, method: str, path: str, data: Any = None, **more: Any) -> Any:
        """Send one request, and leave what it did."""
        browser, sent = self.browser(persona), data or {}
        more = {**_headers_of(path), **more}
        if method == "POST" and not _is_json(path):
            response = browser.post(path, sent, **more)
        else:
            text = dumps(sent) if method in ("POST", "DELETE") else ""
            response = browser.generic(method, path, text, content_type="application/json", **more)
        if response.streaming:
            _close(response)
        return response


#: What tus clients send with every request.
_TUS = {"HTTP_TUS_RESUMABLE": "1.0.0", "HTTP_UPLOAD_LENGTH": "3", "HTTP_UPLOAD_OFFSET": "0"}
_PIECE = {"HTTP_X_HTTP_METHOD_OVERRIDE": "PATCH", "CONTENT_TYPE": "application/offset+octet-stream"}


def _headers_of(path: str) -> dict[str, str]:
    """Return what the views of files in pieces ask for."""
    if path.startswith("/api/v1/transfers/"):
        return _TUS | _PIECE
    return _TUS if path.startswith("/api/v1/uploads/") and path.endswith("/files") else {}


def _is_json(path: str) -> bool:
    """Tell whether a program sends JSON there; the API takes a form only where it takes files."""
    return path.startswith("/api/") and path not in (reverse("api-items"), reverse("api-hash-lists"))


def _close(response: Any) -> None:
    """Give back what a stream holds. Django would close the database's connection with it."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def make_small_world() -> SmallWorld:
    """Write all of it, in the transaction of whoever asks."""
    world = SmallWorld()
    with acting_as_system("tests"):
        maker = _Maker(world)
        maker.people()
        for audience, who in (("group", "nora"), ("NL", "nora"), ("members", "gregor"), ("DE", "gregor")):
            maker.bundle(audience, who)
        maker.between()
        maker.own()
        maker.system()
    for name, officer in world.officers.items():
        client = Client()
        client.force_login(officer, backend="accounts.sign_in.OfficerBackend")
        world.sessions[name] = client.cookies["sessionid"].value
    return world


class _Maker:
    """Writes the world as the system. Inside ``acting_as_system``."""

    def __init__(self, world: SmallWorld) -> None:
        self.world = world

    def people(self) -> None:
        """Take the personas, add Sven, and give Bea the group to look at."""
        unit = self._suspended()
        fields = {"unit": unit, "country_id": SUSPENDED, "certified_until": date(2099, 1, 1)}
        Officer.objects.create(email="sven@example.invalid", name="Sven", password=make_password(PASSWORD), **fields)
        found = {one.name.lower(): one for one in Officer.objects.select_related("unit", "country")}
        self.world.officers = {name: found[name] for name in OFFICERS}
        for one in Audience.objects.all():
            self.world.audiences[one.owner_id if one.kind == "national" and one.owner_id else one.kind] = one
        give(self.world.audiences["group"], Country.objects.get(pk=SUSPENDED).group)
        assign_perm(VIEW, found["bea"], self.world.audiences["group"])

    def bundle(self, audience: str, who: str) -> None:
        """Make one of everything, shown to this audience, in the name of this officer."""
        made = self.world.bundles[audience] = Bundle(audience)
        made.keys["audience"] = self.world.audiences[audience].key
        for step in (
            self._files,
            self._listed,
            self._grouped,
            self._linked,
            self._talk,
            self._told,
            self._referred,
            self._worked,
            self._proposed,
            self._checked,
            self._answered,
            self._notified,
        ):
            step(made, self.world.officers[who], self.world.audiences[audience].pk)

    def between(self) -> None:
        """Make what hangs on two audiences: a Dutch file in a series of all, a match of a German and a group's file."""
        world, nora, gregor = self.world, self.world.officers["nora"], self.world.officers["gregor"]
        series, item = world.bundles["members"].rows["series"], world.bundles["NL"].rows["item"]
        both = {"series_audience_id": series.audience_id, "item_audience_id": item.audience_id}
        self.note(Placement(series=series, item=item, **both, **owner_fields(nora)), "members", "NL")
        item, other = world.bundles["DE"].rows["item"], world.bundles["group"].rows["item"]
        sides = {"item_audience_id": item.audience_id, "other_audience_id": other.audience_id}
        self.note(Hit(kind="exact", item=item, other=other, **sides), "DE", "group")
        thread, series = world.bundles["members"].rows["thread"], world.bundles["DE"].rows["series"]
        names = {"country_id": "DE", "officer_id": gregor.pk}
        about = {"thread_audience_id": thread.audience_id, "series_audience_id": series.audience_id}
        ThreadSeries.objects.filter(thread=thread).delete()
        self.note(ThreadSeries(thread=thread, series=series, **about, **names), "members", "DE")

    def own(self) -> None:
        """Make what is an officer's or a country's own."""
        for name in ("nora", "gregor"):
            who = self.world.officers[name]
            secret = f"secret of {name}"
            ends = timezone.now() + timedelta(days=1)
            token = self.note(ApiToken(officer=who, name="program", digest=token_digest(secret), expires_at=ends))
            self.world.tokens[name] = secret
            self.note(AuditEntry(action="series.viewed", officer_id=who.pk))
            national = self.world.audiences[who.country_id]
            self.note(Disclosure(audience=national, told="whom", **owner_fields(who)), who.country_id)
            asked = {"words": "room"}
            saved = SavedSearch(name=f"of {name}", asked=asked, audience=national, **owner_fields(who))
            self.note(saved, who.country_id)
            thread = self.world.bundles["group" if name == "nora" else "DE"].rows["thread"]
            typed = {"thread": thread, "audience_id": thread.audience_id, "fields": {"body": f"unfinished of {name}"}}
            draft = self.note(Draft(officer=who, **typed))
            self.note(Draft(officer=who, fields={"question": f"unfinished question of {name}"}))
            self.note(NotificationSettings(officer=self.world.officers["niels" if name == "nora" else name]))
            if name == "nora":
                self.world.keys["draft"] = draft.pk
                self.world.keys["token"] = token.pk
                self.world.keys["saved search"] = saved.pk

    def system(self) -> None:
        """Make what no officer reads, and what everybody does."""
        media = self.note(
            Media(sha256="a" * 64, sha1="a" * 40, md5="a" * 32, size=1, media_type="image/png", width=1, height=1)
        )
        self.note(Fingerprint(media=media, bits=b"\0" * 32, orientations=b"\0" * 256, quality=100))
        self.note(Frame(media=media, second=0, bits=b"\0" * 32, quality=100))
        self.note(Figure(measure="victims", month=date(2026, 1, 1), value=12))

    def note(self, row: Any, *audiences: str) -> Any:
        """Save a row, and write down which audiences it needs."""
        row.save(force_insert=True)
        key = row.key if isinstance(row, Event) else row.pk  # the database numbers events
        if isinstance(row, ListedHash):
            key = f"\\x{row.digest.hex()}"
        self.world.needs.setdefault(row._meta.db_table, {})[str(key)] = frozenset(audiences)
        return row

    # The parts of a bundle

    def _files(self, made: Bundle, by: Officer, audience: int) -> None:
        home, owned = by.country_id, owner_fields(by)
        national = self.world.audiences[home].pk
        reference = f"NAT-{made.audience}"
        case = self.note(Case(audience_id=national, national_reference=reference, **owned), home)
        sha256 = uuid4().hex * 2
        digests = {"sha256": sha256, "sha1": sha256[:40], "md5": sha256[:32]}
        upload = self._upload(made, by, audience, case)
        shape = {"name": f"{made.audience}.jpg", "size": 9, "width": 640, "height": 480, "upload": upload.pk}
        item = Item(audience_id=audience, case=case, state="ready", **digests, **shape, **owned)
        self.note(item, made.audience)
        film = {**digests, "sha256": "0" * 64, "kind": "video", "media_type": "video/mp4", "duration": 5.0}
        copy = Item(audience_id=audience, case=case, state="ready", **film, **shape, **owned)
        self.note(copy, made.audience)
        _write(blobs.blob_path(sha256), f"original of {made.audience}")
        for name in (CONCEALED, PLAIN):
            _write(blobs.preview_folder(sha256) / name, f"{name} of {made.audience}")
        # One content that all hold: what is sent of it tells nobody who else does.
        _write(blobs.blob_path("0" * 64), "the same film")
        _write(blobs.preview_folder("0" * 64) / SPECTROGRAM, "its sound")
        hit = Hit(kind="near", item=copy, item_audience_id=audience, other=item, other_audience_id=audience, distance=3)
        self.note(hit, made.audience)
        self.note(Stone(audience_id=national, case=case, item_key=copy.pk, reason="mistake", **owned), home)
        made.keys |= {"case": case.pk, "upload": upload.pk, "item": item.pk, "other item": copy.pk}
        made.rows |= {"case": case, "item": item, "other item": copy}

    def _listed(self, made: Bundle, by: Officer, audience: int) -> None:
        """A list that the item is on, what is set aside, and a vote. Lists are national, or for all."""
        home, at, item = by.country_id, made.audience, made.rows["item"]
        of = "members" if at == "members" else home
        seen, national = self.world.audiences[of].pk, self.world.audiences[home].pk
        names = {**owner_fields(by), "name": f"List of {at}", "kind": "harmless", "for_all": of == "members"}
        listed = self.note(HashList(audience_id=seen, state="current", **names), of)
        self.note(ListedHash(digest=uuid4().bytes, algorithm=2, hash_list=listed, audience_id=seen), of)
        about = {"item": item, "item_audience_id": audience}
        self.note(Listing(hash_list=listed, audience_id=seen, kind="harmless", **about), at, of)
        sha256 = item.sha256
        digests = {"sha256": sha256, "sha1": sha256[:40], "md5": sha256[:32]}
        media = self.note(Media(**digests, size=1, media_type="image/png", width=1, height=1))
        aside = self.note(SetAside(media=media, country_id=home, audience_id=national, **about), at, home)
        vote = self.note(HashVote(item=item, audience_id=audience, reason="logo", **owner_fields(by)), at)
        made.keys |= {"hash list": listed.pk, "set aside": aside.pk, "vote": vote.pk}

    def _upload(self, made: Bundle, by: Officer, audience: int, case: Case) -> Upload:
        at, home, owned = made.audience, by.country_id, owner_fields(by)
        both = {"audience_id": case.audience_id, "files_audience_id": audience}
        upload = Upload(case=case, nature="content", **both, **owned)
        self.note(upload, home, at)
        part = {"upload": upload, "size": 10, **both, **owned}
        ends = timezone.now() + timedelta(days=1)
        transfer = self.note(Transfer(name=f"sent of {at}", expires_at=ends, **part), home, at)
        digests = {"sha256": "b" * 64, "sha1": "b" * 40, "md5": "b" * 32}
        archive = self.note(Archive(name=f"{at}.zip", **digests, **part), home, at)
        self.note(SkippedFile(name=f"known of {at}", sha256="c" * 64, why="in_case", **part), home, at)
        made.keys |= {"transfer": transfer.pk, "archive": archive.pk}
        return upload

    def _grouped(self, made: Bundle, by: Officer, audience: int) -> None:
        owned, at = owner_fields(by), made.audience
        series = self.note(Series(audience_id=audience, title=f"Room of {at}", **owned), at)
        both = {"series_audience_id": audience, "item_audience_id": audience}
        placement = self.note(Placement(series=series, item=made.rows["item"], **both, **owned), at)
        free, claimed, known = (
            self.note(Subject(series=series, audience_id=audience, role="victim", label=label, **owned), at)
            for label in ("free", "claimed", "known")
        )
        claim = self.note(Claim(subject=claimed, audience_id=audience, **owned), at)
        how = {"method": "clue", "identified_on": TODAY, "source_evaluation": "A", "information_evaluation": 1}
        identification = Identification(subject=known, audience_id=audience, case=made.rows["case"], **how, **owned)
        self.note(identification, at)
        made.keys |= {"series": series.pk, "placement": placement.pk, "subject": free.pk, "claim": claim.pk}
        made.keys |= {"identification": identification.pk}
        made.rows |= {"series": series, "subject": free, "identification": identification}
        self._identified(made, by, audience)
        self._described(made, by, audience)

    def _identified(self, made: Bundle, by: Officer, audience: int) -> None:
        """A subject that a second officer identified, with a fact, and France's proposal to open it again."""
        owned, at, series = owner_fields(by), made.audience, made.rows["series"]
        known = self.note(Subject(series=series, audience_id=audience, role="victim", label="identified", **owned), at)
        how = {"method": "clue", "identified_on": TODAY, "source_evaluation": "A", "information_evaluation": 1}
        how |= {"confirmed_by": self.world.officers["fleur"], "confirmed_at": timezone.now()}
        counted = Identification(subject=known, audience_id=audience, case=made.rows["case"], **how, **owned)
        self.note(counted, at)
        fact = SubjectFact(subject=known, audience_id=audience, kind="arrested", happened_on=TODAY, **owned)
        self.note(fact, at)
        bea = self.world.officers["bea"]
        asked = Reopening(identification=counted, audience_id=audience, reason=f"Again, {at}", **owner_fields(bea))
        self.note(asked, at)
        for told in Outcome.objects.filter(subject=known):
            self.world.needs.setdefault("forum_outcome", {})[str(told.pk)] = frozenset({at})
            made.keys["outcome"] = told.pk
        made.keys |= {"known": known.pk, "fact": fact.pk, "reopening": asked.pk}

    def _described(self, made: Bundle, by: Officer, audience: int) -> None:
        """What units say of the person and of the file, and that the file shows the person."""
        owned, at, sure = owner_fields(by), made.audience, {"source_evaluation": "A", "information_evaluation": 1}
        subject, item, about = made.rows["subject"], made.rows["item"], {"audience_id": audience, **sure, **owned}
        mark = self.note(SubjectStatement(subject=subject, kind="mark", value=f"Scar of {at}", **about), at)
        real = self.note(ItemStatement(item=item, kind="authenticity", value="real", **about), at)
        both = {"subject_audience_id": audience, "item_audience_id": audience}
        shown = self.note(Depiction(subject=subject, item=item, **both, **owned), at)
        made.keys |= {"subject statement": mark.pk, "item statement": real.pk, "depiction": shown.pk}

    def _linked(self, made: Bundle, by: Officer, audience: int) -> None:
        """A second series of the same owner, linked with the first; their people; a third, merged into the first."""
        owned, at, series = owner_fields(by), made.audience, made.rows["series"]
        beside, gone = (
            self.note(Series(audience_id=audience, title=f"{title} of {at}", **more, **owned), at)
            for title, more in (("Hall", {}), ("Gone", {"merged_into": series, "active_for_victims": False}))
        )
        person = Subject(series=beside, audience_id=audience, role="victim", label=f"beside {at}", **owned)
        self.note(person, at)
        sides = {"other_audience_id": audience, "other_country_id": by.country_id, "state": "accepted", **owned}
        link = SeriesLink(series=series, series_audience_id=audience, other=beside, reason="place", **sides)
        same = SubjectLink(subject=made.rows["subject"], audience_id=audience, other=person, reason="looks", **sides)
        pair = {"into": series, "audience_id": audience, "other": gone, "other_audience_id": audience}
        merge = self.note(Merge(kind="merge", **pair, **owned), at)
        self.note(Moved(merge=merge, what="series_placement", key=uuid4()))
        self.note(link, at)
        made.keys |= {"link": link.pk, "same person": self.note(same, at).pk, "merge": merge.pk}
        made.keys |= {"other series": beside.pk, "other subject": person.pk}
        made.rows |= {"other series": beside}

    def _talk(self, made: Bundle, by: Officer, audience: int) -> None:
        owned, at, series = owner_fields(by), made.audience, made.rows["series"]
        names = {"country_id": by.country_id, "officer_id": by.pk}
        thread = self.note(Thread(audience_id=audience, kind_id="wallpaper", question=f"Which {at}?", **owned), at)
        about = {"thread_audience_id": audience, "series_audience_id": audience}
        self.note(ThreadSeries(thread=thread, series=series, **about, **names), at)
        said = {"body": f"Answer of {at}", "language": "pt"}
        post = self.note(Post(thread=thread, audience_id=audience, **said, **owned), at)
        sha256 = uuid4().hex * 2
        crop = self.note(Crop(thread=thread, audience_id=audience, state="ready", sha256=sha256, **owned), at)
        _write(crop_path(sha256), f"crop of {at}")
        box = {"x": 0, "y": 0, "width": 1, "height": 1}
        both = {"thread_audience_id": audience, "item_audience_id": audience}
        self.note(CropSource(crop=crop, item=made.rows["item"], **both, **names, **box), at)
        credit = Credit(identification=made.rows["identification"], post=post, **about, **owned)
        self.note(credit, at)
        made.keys |= {"thread": thread.pk, "post": post.pk, "crop": crop.pk}
        made.rows |= {"thread": thread, "post": post}

    def _answered(self, made: Bundle, by: Officer, audience: int) -> None:
        """What hangs on the answer: an earlier text, a mention, a mark, a translation, the credit for an indication."""
        owned, at, post = owner_fields(by), made.audience, made.rows["post"]
        on = {"post": post, "audience_id": audience}
        self.note(PostVersion(version=0, body=f"Earlier answer of {at}", **on, **owned), at)
        self.note(PostMention(typed="@NL", country_id="NL", **on), at)
        self.note(PostMark(thread=made.rows["thread"], **on, **owned), at)
        words = {"version": 1, "source": "pt", "target": "en", "state": "ready", "text": f"In English of {at}"}
        self.note(PostTranslation(engine="tests", **words, **on, **owned), at)
        sure = {"source_evaluation": "A", "information_evaluation": 1}
        about = {"series": made.rows["series"], "audience_id": audience, "made_in_id": "PT", "kinds": ["other"]}
        said = self.note(Indication(reason=f"After an answer of {at}", **about, **sure, **owned), at)
        both = {"series_audience_id": audience, "thread_audience_id": audience}
        self.note(IndicationCredit(indication=said, post=post, **both, **owned), at)

    def _told(self, made: Bundle, by: Officer, audience: int) -> None:
        """Permissions, requests, blind hits, interest, events."""
        owned, at, home = owner_fields(by), made.audience, by.country_id
        national, series = self.world.audiences[home].pk, made.rows["series"]
        permission = Permission(audience_id=audience, series=series, to_country_id="FR", purpose="judicial", **owned)
        self.note(permission, at)
        self.note(SeriesInterest(audience_id=audience, series=series, seen_at=timezone.now(), **owned), at)
        self.note(ThreadInterest(audience_id=audience, thread=made.rows["thread"], **owned), at)
        blind = BlindHit(item=made.rows["item"], item_audience_id=audience, audience_id=national)
        self.note(blind, at, home)
        self.note(BlindHitOther(blind_hit=blind, item=made.rows["item"], country_id="FR"))
        asks = {"purpose": "sight", "country_id": "FR", "unit": self.world.officers["fleur"].unit}
        received = Request(side="received", twin=uuid4(), audience_id=national, series=series, **asks)
        received.object_audience_id = audience
        self.note(received, home, at)
        fleur, abroad = self.world.officers["fleur"], self.world.audiences["FR"].pk
        sent = Request(id=received.twin, side="sent", twin=received.pk, audience_id=abroad, officer=fleur, **asks)
        self.note(sent, "FR")
        # And one of the own unit, which its owner has asked back about.
        mine = {"purpose": "sight", "country_id": home, "unit": by.unit, "state": "asked_back"}
        asked = Request(side="sent", twin=uuid4(), audience_id=national, officer=by, reference=f"CR-{at}", **mine)
        self.note(asked, home)
        self.note(Request(id=asked.twin, side="received", twin=asked.pk, **mine), "nobody")
        told = {"by_owner": False, "body": f"Please, {at}", "object_audience_id": audience}
        self.note(RequestWord(request=received, audience_id=national, **told), home, at)
        self.note(Event(id=0, type="series.changed", about=[series.pk], audiences=[audience, national]), at, home)
        made.keys |= {"permission": permission.pk, "request": received.pk, "blind hit": blind.pk}
        made.keys |= {"sent request": asked.pk}
        about = [["sha256", made.rows["item"].sha256, 31]]
        lookup = self.note(Lookup(audience_id=national, state="done", asked=about, things=1, **owned), home)
        material = NewMaterial(item=made.rows["item"], series=series, subject=made.rows["subject"], country_id=home)
        material.item_audience_id, material.series_audience_id, material.is_urgent = audience, audience, True
        material.other, material.other_audience_id = made.rows["other item"], audience
        self.note(material, at)
        made.keys |= {"lookup": lookup.pk, "material": material.pk}

    def _referred(self, made: Bundle, by: Officer, audience: int) -> None:
        """Indications, what is withheld, a referral in both copies with a package, a flag and an answer to it."""
        owned, at, home, series = owner_fields(by), made.audience, by.country_id, made.rows["series"]
        national = self.world.audiences[home].pk
        about = {"series": series, "audience_id": audience}
        sure = {"kinds": ["socket"], "source_evaluation": "A", "information_evaluation": 1}
        indication = Indication(made_in_id="ES", reason=f"Sockets of {at}", **about, **sure, **owned)
        self.note(indication, at)
        kept = Withholding(
            series=series, series_audience_id=audience, audience_id=national, to_country_id="IT", **owned
        )
        kept.reason = f"A trial, says {at}"
        self.note(kept, home, at)
        answered = Alert(code="other", reason=f"Old pictures of {at}", **about, **owned)
        answered.withdrawn_at, answered.withdrawn_by_country_id = timezone.now(), home
        answered.withdrawn_reason = f"Not so, says {at}"
        self.note(answered, at)
        other = owner_fields(self.world.officers["gregor" if home == "NL" else "nora"])
        self.note(Acknowledgement(alert=answered, audience_id=audience, acts=True, note=f"Seen by {at}", **other), at)
        flagged = self.note(Series(audience_id=audience, title=f"Flagged of {at}", **owned), at)
        alert = Alert(series=flagged, audience_id=audience, code="recent", reason=f"New pictures of {at}", **owned)
        self.note(alert, at)
        sent, received = self._referral(made, by, "BE"), self._referral(made, by, "NL" if home != "NL" else "FR")
        made.keys |= {"indication": indication.pk, "withholding": kept.pk, "alert": alert.pk}
        made.keys |= {"unit": by.unit_id, "referral": sent.pk, "received referral": received.twin}
        made.rows |= {"referral": sent, "flagged": flagged}

    def _worked(self, made: Bundle, by: Officer, audience: int) -> None:
        """A lead, a note for all who see the series and one for the own country, and a task."""
        owned, at, home = owner_fields(by), made.audience, by.country_id
        about = {"series": made.rows["series"], "audience_id": audience, **owned}
        lead = Lead(kind="place", plan=f"Looking round in {at}", ends_on=date(2099, 1, 1), **about)
        self.note(lead, at)
        national = {"country_audience_id": self.world.audiences[home].pk}
        for name, words, seen in (("note", {}, (at,)), ("own note", national, (at, home))):
            written = self.note(Note(text=f"{name} of {at}", **about, **words), *seen)
            text = {"note": written, "audience_id": audience, "version": 1, "text": written.text}
            self.note(NoteText(**text, **words, **owned), *seen)
            made.keys.setdefault("note", written.pk)
        self.note(Change(what="text", **about), at)
        self.note(Change(what="sharing", **about, **national), at, home)
        task = Task(title=f"Ask {at}", due_on=date(2099, 1, 1), for_unit_id=by.unit_id, **about, **national)
        self.note(task, at, home)
        made.keys |= {"lead": lead.pk, "task": task.pk, "officer": by.pk}

    def _referral(self, made: Bundle, by: Officer, to: str) -> Referral:
        """Return the sent copy of a referral to this country; the other copy and the package are there too."""
        at, home, audience = made.audience, by.country_id, self.world.audiences[made.audience].pk
        told = {"series": {"reference": f"SE-of-{at}", "title": f"Referred by {at}", "summary": ""}, "items": []}
        told |= {"marking": {"tlp": "amber", "handling": ["H0"], "handling_note": ""}}
        names = {"country_id": home, "unit": by.unit, "to_country_id": to, "document": told, "package": uuid4()}
        names |= {"reference": f"RF-{at}-{to}", "state": "sent", "package_state": "ready", "package_size": 3}
        sent = Referral(side="sent", twin=uuid4(), audience_id=self.world.audiences[home].pk, officer=by, **names)
        sent.series, sent.series_audience_id = made.rows["series"], audience
        received = Referral(id=sent.twin, side="received", twin=sent.pk, **names)
        received.audience_id = self.world.audiences[to].pk
        for copy, needed in ((sent, (home, at)), (received, (to,))):
            self.note(copy, *needed)
            step = ReferralStep(referral=copy, audience_id=copy.audience_id, kind="sent", body=f"Look, {at}")
            step.series_audience_id = copy.series_audience_id
            self.note(step, *needed)
        self.note(ReferralItem(referral=sent, item=made.rows["item"], number=1, is_original=False))
        _write(blobs.package_path(sent.package), f"package of {at}")
        return sent

    def _proposed(self, made: Bundle, by: Officer, audience: int) -> None:
        """What speaks for two series, and for a file in a series; and what a country said to others."""
        at, home, series, item = made.audience, by.country_id, made.rows["series"], made.rows["item"]
        flagged, beside, loose = made.rows["flagged"], made.rows["other series"], made.rows["other item"]
        here = {"series": series, "series_audience_id": audience}
        two = LinkReason(reason="name", score=70, words=f"fox_{at}", other=flagged, other_audience_id=audience, **here)
        placed = {"item": item, "item_audience_id": audience, "other_item": loose, "other_item_audience_id": audience}
        self.note(two, at)
        self.note(LinkReason(reason="device", score=80, **here, **placed), at)
        said: dict[str, Any] = {"outcome": "rejected", "reason": "device", "why": "common", "note": f"No, says {at}"}
        said |= {"audience_id": self.world.audiences[home].pk}
        pair = {"other": beside, "other_audience_id": audience}
        self.note(ProposalDecision(**said, **here, **pair, **owner_fields(by)), at, home)
        self.note(ProposalWork(what="item", key=item.pk))
        self.note(SeriesName(series=series, name=f"fox_{at}"))
        made.keys |= {"proposal": two.pk}

    def _checked(self, made: Bundle, by: Officer, audience: int) -> None:
        """A request that waits for a second officer, with a crop."""
        owned, at, home = owner_fields(by), made.audience, by.country_id
        thread = self.note(Thread(audience_id=audience, kind_id="socket", question=f"Wide, {at}?", **owned), at)
        sha256 = uuid4().hex * 2
        crop = self.note(Crop(thread=thread, audience_id=audience, state="ready", sha256=sha256, **owned), at)
        _write(crop_path(sha256), f"crop to check of {at}")
        both = {"thread_audience_id": audience, "item_audience_id": audience}
        names = {"country_id": home, "officer_id": by.pk, "x": 0, "y": 0, "width": 1, "height": 1}
        self.note(CropSource(crop=crop, item=made.rows["item"], **both, **names), at)
        sides = {"audience": self.world.audiences[home], "thread_audience_id": audience, "wanted_id": audience}
        check = self.note(ThreadCheck(thread=thread, **sides, **owned), at, home)
        made.keys |= {"check": check.pk, "check crop": crop.pk, "check thread": thread.pk}

    def _notified(self, made: Bundle, by: Officer, audience: int) -> None:
        """What happened in the request, that the officer is told of it, and that its series is followed."""
        at, thread, told = made.audience, made.rows["thread"], {"told_at": timezone.now(), "news": uuid4()}
        self.note(News(thread=thread, audience_id=audience, cause="new", **owner_fields(by)), at)
        about = None if at == "members" else audience  # that request is tied to another series afterwards
        row = Notification(officer=by, thread=thread, audience_id=audience, cause="answer", why="asked", **told)
        row.about_audience_id = about
        self.note(row, at)
        followed = Subscription(officer=by, what="series", series=made.rows["series"], series_audience_id=audience)
        self.note(followed, at)
        made.keys |= {"notification": row.pk, "subscription": followed.pk}

    def _suspended(self) -> Unit:
        country = connect_country(SUSPENDED)
        Country.objects.filter(pk=SUSPENDED).update(is_connected=False)
        group = type(country.group).objects.create(name="unit of the suspended")
        return Unit.objects.create(country=country, name="Unit PT", group=group)


def _write(path: Path, content: str) -> None:
    assert settings.MEDIA_FOLDER in path.parents
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
