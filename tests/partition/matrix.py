"""Every table, every verb, every persona, as raw SQL behind the door. Literal: nothing here is read from the rules.

To add a table: one line in ``MATRIX``, and its rows in ``tests.partition.small_world``. Columns:

* *sees*: ``held`` (the rows whose audiences are all held), ``audiences`` (those that are held), ``all``, ``own`` (the
  officer's), ``country`` (the country's), ``giver and taker`` (held, and one of the two countries), ``own unit`` (held,
  and the unit's own), ``own country`` (the country's one row, for who holds anything), ``administered`` (held; and an
  administrator those for all members), ``-`` (refused)
  ``own and held`` (the officer's rows whose audiences are all held)
* *adds*, *edits*, *removes*: who can do it to the row that is shown to the group, in the own name; ``-``: the verb is
  refused to everyone. ``workers`` hold something, ``holders`` hold the group, ``officers`` are all but nobody
* *edits* names the column that is tried; ``tests/core/test_catalogue.py`` compares which columns may be edited at all
"""

from dataclasses import dataclass

from tests.partition.small_world import OFFICERS

WORKERS = ("nora", "niels", "fleur", "bea", "gregor")

MATRIX = """
accounts_country              | all              | -                | default_audience_id: workers    | -
accounts_unit                 | all              | -                | shows_seen: workers             | -
accounts_disclosure           | held             | nora niels       | told: nora niels                | -
accounts_officer              | country          | -                | languages: officers             | -
accounts_apitoken             | own              | officers         | revoked_at: nora                | -
accounts_audience             | audiences        | -                | name: nora niels                | -
accounts_audiencegroupgrant   | -                | -                | id: -                           | -
accounts_audienceusergrant    | -                | -                | id: -                           | -
accounts_tally                | own unit         | -                | number: -                       | -
series_case                   | held             | nora niels       | source: nora niels              | -
series_item                   | held             | nora niels fleur | audience_id: nora niels         | -
series_stone                  | held             | nora niels       | reason: -                       | -
series_upload                 | held             | nora niels       | cancelled_at: nora niels        | -
series_transfer               | own              | nora niels       | state: nora                     | nora
series_archive                | held             | nora niels       | state: -                        | -
series_skippedfile            | held             | nora niels       | why: -                          | -
series_hit                    | held             | -                | distance: -                     | -
series_lookup                 | own              | nora niels       | state: -                        | -
series_newmaterial            | held             | -                | reopening_reason: nora niels    | -
series_blindhit               | -                | -                | item_id: -                      | -
series_blindhitother          | -                | -                | country_id: -                   | -
series_blindprobe             | -                | -                | sha256: -                       | -
series_holding                | own country      | -                | bytes: -                        | -
series_hashlist               | administered     | nora niels       | removed_at: nora niels          | -
series_listedhash             | held             | -                | decides: -                      | -
series_listing                | held             | -                | kind: -                         | -
series_setaside               | held             | -                | decision: nora niels            | -
series_hashvote               | held             | nora niels fleur | withdrawn_at: nora niels        | -
series_media                  | -                | -                | sha256: -                       | -
series_fingerprint            | -                | -                | bits: -                         | -
series_frame                  | -                | -                | bits: -                         | -
series_series                 | held             | nora niels fleur | title: nora niels               | -
series_placement              | held             | nora niels fleur | series_id: -                    | nora niels
series_subject                | held             | nora niels fleur | label: nora niels               | -
series_subjectstatement       | held             | nora niels fleur | withdrawn_at: nora niels        | -
series_itemstatement          | held             | nora niels fleur | withdrawn_at: nora niels        | -
series_depiction              | held             | nora niels fleur | item_id: -                      | nora niels
series_claim                  | held             | nora niels fleur | withdrawn_at: nora niels        | -
series_identification         | held             | nora niels fleur | confirmed_at: nora niels        | -
series_subjectfact            | held             | nora niels       | withdrawn_at: nora niels        | -
series_reopening              | held             | nora niels fleur | answer: nora niels              | -
series_permission             | giver and taker  | nora niels       | withdrawn_at: nora niels        | -
series_serieslink             | held             | nora niels       | state: nora niels               | -
series_subjectlink            | held             | nora niels       | state: nora niels               | -
series_linkreason             | held             | -                | words: -                        | -
series_proposaldecision       | held             | nora niels        | note: -                         | -
series_proposalwork           | -                | -                | key: -                          | -
series_seriesname             | -                | -                | name: -                         | -
series_merge                  | held             | -                | undone_at: -                    | -
series_moved                  | -                | -                | key: -                          | -
series_indication             | held             | nora niels fleur | withdrawn_at: nora niels        | -
series_withholding            | held             | nora niels       | ended_at: nora niels            | -
series_referral               | held             | -                | state: -                        | -
series_referralstep           | held             | -                | body: -                         | -
series_referralitem           | -                | -                | number: -                       | -
series_alert                  | held             | nora niels fleur | withdrawn_reason: nora niels    | -
series_acknowledgement        | held             | holders          | note: -                         | -
series_lead                   | held             | nora niels fleur | ends_on: nora niels             | -
series_note                   | held             | nora niels fleur | text: nora niels                | -
series_notetext               | held             | nora niels       | text: -                         | nora niels
series_change                 | held             | nora niels fleur | what: -                         | -
series_task                   | held             | nora niels       | due_on: nora niels              | -
series_seriesinterest         | held             | holders          | seen_at: nora                   | -
series_savedsearch            | own              | nora niels       | name: nora                      | nora
forum_cluekind                | all              | -                | name: -                         | -
forum_thread                  | held             | nora niels fleur | status: nora niels              | -
forum_threadseries            | held             | nora niels fleur | series_id: -                    | -
forum_post                    | held             | nora niels fleur | body: nora niels                | -
forum_crop                    | held             | nora niels fleur | state: -                        | -
forum_cropsource              | held             | nora niels fleur | x: -                            | -
forum_credit                  | held             | nora niels fleur | post_id: -                      | -
forum_threadinterest          | held             | holders          | seen_at: nora                   | -
forum_outcome                 | own unit         | -                | read_at: nora niels             | -
forum_request                 | held             | -                | state: -                        | -
forum_requestword             | held             | -                | body: -                         | -
forum_threadcheck             | held             | nora niels       | outcome: niels                  | -
forum_postversion             | held             | nora niels       | body: -                         | -
forum_postmention             | held             | nora niels       | typed: -                        | nora niels
forum_postmark                | held             | nora niels fleur | post_id: -                      | nora niels
forum_posttranslation         | held             | holders          | text: -                         | -
forum_indicationcredit        | held             | nora niels fleur | post_id: -                      | -
forum_draft                   | own              | holders          | fields: nora                    | nora
core_auditentry               | own              | officers         | action: -                       | -
core_event                    | held             | nora niels       | type: -                         | -
core_factkey                  | -                | -                | id: -                           | -
coordination_figure           | all              | -                | value: -                        | -
django_session                | all              | everyone         | session_data: everyone          | everyone
django_content_type           | -                | -                | id: -                           | -
auth_permission               | -                | -                | id: -                           | -
auth_group                    | -                | -                | id: -                           | -
auth_group_permissions        | -                | -                | id: -                           | -
guardian_groupobjectpermission | -               | -                | id: -                           | -
guardian_userobjectpermission | -                | -                | id: -                           | -
axes_accessattempt            | -                | -                | id: -                           | -
axes_accessattemptexpiration  | -                | -                | access_attempt_id: -            | -
axes_accessfailurelog         | -                | -                | id: -                           | -
axes_accesslog                | -                | -                | id: -                           | -
forum_news                    | -                | nora niels fleur | cause: -                        | -
forum_notification            | own and held     | -                | read_at: nora                   | -
forum_subscription            | own and held     | holders          | what: -                         | nora
forum_notificationsettings    | own              | officers         | digest: niels                   | -
django_migrations             | all              | -                | app: -                          | -
"""

#: What differs in the row that is added from the group's own row, which is there already.
ADDED: dict[str, dict[str, object]] = {
    "series_item": {"state": "received"},
    "series_withholding": {"to_country_id": "PT"},
    "series_alert": {"withdrawn_at": None, "withdrawn_by_country_id": None, "withdrawn_reason": ""},
    "series_hashlist": {"state": "waiting"},
    "series_notetext": {"version": 2},
    "series_subjectfact": {"kind": "safeguarded"},
    "series_skippedfile": {"path": "another"},
    "forum_crop": {"state": "waiting", "sha256": ""},
    "forum_posttranslation": {"state": "waiting", "text": "", "engine": "", "reason": ""},
    "forum_subscription": {"language": "nl"},
    "forum_notificationsettings": {"digest": "off"},
}


@dataclass(frozen=True)
class Line:
    """What the matrix says of one table."""

    sees: str
    adds: frozenset[str] | None
    edits: frozenset[str] | None
    column: str
    removes: frozenset[str] | None


def matrix() -> dict[str, Line]:
    """Return the lines by table."""
    found = {}
    for text in MATRIX.strip().splitlines():
        table, sees, adds, edits, removes = (cell.strip() for cell in text.split("|"))
        column, _, who = edits.rpartition(":")
        found[table] = Line(sees, _who(adds), _who(who), column, _who(removes))
    return found


def _who(cell: str) -> frozenset[str] | None:
    words = {"workers": WORKERS, "holders": WORKERS[:4], "officers": OFFICERS, "everyone": ("anonymous", *OFFICERS)}
    if cell.strip() == "-":
        return None
    return frozenset(name for word in cell.split() for name in words.get(word, (word,)))
