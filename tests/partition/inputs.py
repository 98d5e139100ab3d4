"""Keys that arrive in addresses and bodies: what an officer may type there of something that is hidden.

To add one: a line in ``INPUTS``. The name is the form's class and field, or the operation and field of the published
API, or the address and the parameter. ``{key}`` stands for the key that is tried; ``{DE series}`` for Gregor's own.
"""

from dataclasses import dataclass
from typing import Any

from tests.partition.small_world import SmallWorld
from tests.partition.urls import FILE, SOON, filled

_HOW = {"method": "clue", "identified_on": "2026-11-01", "source_evaluation": "A", "information_evaluation": "1"}
_NEW = {"save": "1", "title": "Room", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
_ASK = {"kind": "wallpaper", "question": "Which?"}
_SIDES = {"x": 0, "y": 0, "width": 1, "height": 1}
_SHARE = {"tlp": "amber", "handling": ["H0"]}
_SEND = {"national_reference": "NAT-9", "nature": "content"}

_GO = {"to_country": "ES", "send_as": "previews"}
_SURE = {"source_evaluation": "A", "information_evaluation": 1}

_WHY = "A seizure shows the same room."


@dataclass(frozen=True)
class Input:
    """One place where a key is typed: who types it, where, with what else, and of which hidden thing."""

    who: str
    method: str
    path: str
    data: Any
    hidden: str

    def sent(self, world: SmallWorld, key: object) -> tuple[str, str, str, Any]:
        """Return what ``SmallWorld.ask`` takes, with this key in its place."""
        words = world.words() | {"key": str(key)}
        return self.who, self.method, self.path.format_map(words), filled(words, self.data)


INPUTS: dict[str, Input] = {
    # Forms
    "NewSeriesForm.audience": Input("gregor", "POST", "/series/new/", {**_NEW, "audience": "{key}"}, "group audience"),
    "ThreadForm.audience": Input("gregor", "POST", "/threads/new/", {**_ASK, "audience": "{key}"}, "group audience"),
    "ThreadForm.item": Input(
        "gregor",
        "POST",
        "/threads/new/?series={DE series}",
        {**_ASK, **_SIDES, "audience": "{DE audience}", "item": "{key}"},
        "group item",
    ),
    "UploadForm.audience": Input(
        "gregor", "POST", "/upload/", {**_SEND, "audience": "{key}", "files": FILE}, "group audience"
    ),
    "DefaultAudienceForm.audience": Input("niels", "POST", "/audiences/default/", {"audience": "{key}"}, "DE audience"),
    "IdentificationForm.answer": Input(
        "gregor",
        "POST",
        "/subjects/{DE subject}/identify/",
        {**_HOW, "national_reference": "NAT-9", "answer": "{key}"},
        "group post",
    ),
    "SharingForm.audience": Input(
        "gregor", "POST", "/series/{DE series}/sharing/", {**_SHARE, "audience": "{key}"}, "group audience"
    ),
    "TaskForm.assignee": Input(
        "gregor",
        "POST",
        "/series/{DE series}/tasks/",
        {"title": "Ask them", "due_on": SOON, "assignee": "{key}"},
        "group officer",
    ),
    "ChangeTaskForm.assignee": Input(
        "gregor",
        "POST",
        "/tasks/{DE task}/",
        {"due_on": SOON, "unit": "{DE unit}", "assignee": "{key}", "version": "1"},
        "group officer",
    ),
    "lead-begin seen": Input(
        "gregor",
        "POST",
        "/series/{DE other series}/leads/",
        {"kind": "place", "plan": _WHY, "ends_on": SOON, "seen": ["{key}"]},
        "group lead",
    ),
    "lead-step keeper": Input(
        "gregor", "POST", "/leads/{DE lead}/step/", {"step": "hand_over", "keeper": "{key}"}, "group officer"
    ),
    "lead-step unit": Input(
        "gregor", "POST", "/leads/{DE lead}/step/", {"step": "offer", "unit": "{key}"}, "group officer"
    ),
    # Addresses
    "item-list ?case": Input("gregor", "GET", "/items/?case={key}", None, "group case"),
    "thread-new ?series": Input("gregor", "GET", "/threads/new/?series={key}", None, "group series"),
    "thread-new ?series, posted": Input(
        "gregor", "POST", "/threads/new/?series={key}", {**_ASK, "audience": "{DE audience}"}, "group series"
    ),
    "series-new ?items": Input("gregor", "GET", "/series/new/?items={key}", None, "group item"),
    "series-new items": Input("gregor", "POST", "/series/new/", {"items": ["{DE item}", "{key}"]}, "group item"),
    "series-place items": Input("gregor", "POST", "/series/{DE series}/place/", {"items": ["{key}"]}, "group item"),
    "items-sharing items": Input("gregor", "POST", "/items/sharing/", {"items": ["{DE item}", "{key}"]}, "group item"),
    "request-new ?blind": Input("gregor", "GET", "/requests/new/?blind={key}", None, "group blind hit"),
    "request-new ?reference": Input("gregor", "GET", "/requests/new/?reference={key}", None, "group reference"),
    "request-new reference": Input(
        "gregor",
        "POST",
        "/requests/new/",
        {"reference": "{key}", "purpose": "sight", "reason": _WHY},
        "group reference",
    ),
    "request-accept thing": Input(
        "gregor",
        "POST",
        "/requests/{DE request}/accept/",
        {"thing": "{key}", "how": "make", "who": "unit", "level": "view", "name": "x"},
        "group series",
    ),
    "board ?words": Input("gregor", "GET", "/?status=all&words={key}", None, "group reference"),
    "series-choose ?words": Input("gregor", "GET", "/series/choose/?words={key}", None, "group reference"),
    "series-merge ?other": Input("gregor", "GET", "/series/{DE series}/merge/?other={key}", None, "group reference"),
    "search ?words": Input("gregor", "GET", "/search/?status=all&words={key}", None, "group reference"),
    "search ?after": Input("gregor", "GET", "/search/?words=room&thing=series&after={key}", None, "group series"),
    "board ?after": Input("gregor", "GET", "/?after={key}", None, "group series"),
    "thread-list ?before": Input("gregor", "GET", "/threads/?before={key}", None, "group thread"),
    "series-refer items": Input(
        "gregor", "POST", "/series/{DE series}/refer/", {**_GO, "items": ["{DE item}", "{key}"]}, "group item"
    ),
    "series-refer ?earlier": Input("gregor", "POST", "/series/{DE series}/refer/?earlier={key}", _GO, "group referral"),
    # The API
    "list_leads ?after": Input("gregor", "GET", "/api/v1/series/{DE series}/leads?after={key}", None, "group lead"),
    "list_notes ?after": Input("gregor", "GET", "/api/v1/series/{DE series}/notes?after={key}", None, "group note"),
    "list_tasks ?after": Input("gregor", "GET", "/api/v1/series/{DE series}/tasks?after={key}", None, "group task"),
    "show_work ?after": Input("gregor", "GET", "/api/v1/work?after={key}", None, "group task"),
    "begin_lead seen": Input(
        "gregor",
        "POST",
        "/api/v1/series/{DE other series}/leads",
        {"kind": "place", "plan": _WHY, "ends_on": SOON, "seen": ["{key}"]},
        "group lead",
    ),
    "step_lead keeper": Input(
        "gregor", "POST", "/api/v1/leads/{DE lead}/steps", {"step": "hand_over", "keeper": "{key}"}, "group officer"
    ),
    "step_lead unit": Input(
        "gregor", "POST", "/api/v1/leads/{DE lead}/steps", {"step": "offer", "unit": "{key}"}, "group officer"
    ),
    **{
        f"give_task {name}": Input(
            "gregor",
            "POST",
            "/api/v1/series/{DE series}/tasks",
            {"title": "Ask them", "due_on": SOON, name: "{key}"},
            "group officer",
        )
        for name in ("unit", "assignee")
    },
    **{
        f"change_task {name}": Input(
            "gregor",
            "POST",
            "/api/v1/tasks/{DE task}",
            {"due_on": SOON, "version": 1, name: "{key}"},
            "group officer",
        )
        for name in ("unit", "assignee")
    },
    "list_indications ?after": Input("gregor", "GET", "/api/v1/indications?after={key}", None, "group indication"),
    "list_indications ?series": Input("gregor", "GET", "/api/v1/indications?series={key}", None, "group series"),
    "indicate_country series": Input(
        "gregor",
        "POST",
        "/api/v1/indications",
        {"series": "{key}", "made_in": "ES", "kinds": ["socket"], "reason": _WHY, **_SURE},
        "group series",
    ),
    "raise_alert series": Input(
        "gregor", "POST", "/api/v1/alerts", {"series": "{key}", "code": "recent", "reason": _WHY}, "group series"
    ),
    "list_outcomes ?after": Input("gregor", "GET", "/api/v1/outcomes?after={key}", None, "group outcome"),
    "list_referrals ?after": Input("gregor", "GET", "/api/v1/referrals?after={key}", None, "group referral"),
    "refer_series series": Input(
        "gregor", "POST", "/api/v1/referrals", {"series": "{key}", "to_country": "ES"}, "group series"
    ),
    "refer_series items": Input(
        "gregor",
        "POST",
        "/api/v1/referrals",
        {"series": "{DE series}", "to_country": "ES", "items": ["{DE item}", "{key}"]},
        "group item",
    ),
    "refer_series subjects": Input(
        "gregor",
        "POST",
        "/api/v1/referrals",
        {"series": "{DE series}", "to_country": "ES", "subjects": ["{key}"]},
        "group subject",
    ),
    "refer_series indications": Input(
        "gregor",
        "POST",
        "/api/v1/referrals",
        {"series": "{DE series}", "to_country": "ES", "indications": ["{key}"]},
        "group indication",
    ),
    "refer_series earlier": Input(
        "gregor",
        "POST",
        "/api/v1/referrals",
        {"series": "{DE series}", "to_country": "ES", "earlier": "{key}"},
        "group referral",
    ),
    "api-search ?words": Input("gregor", "GET", "/api/v1/search?thing=series&words={key}", None, "group reference"),
    "api-search ?after": Input(
        "gregor", "GET", "/api/v1/search?thing=series&words=room&after={key}", None, "group series"
    ),
    "list_items ?after": Input("gregor", "GET", "/api/v1/items?after={key}", None, "group item"),
    "list_items ?case": Input("gregor", "GET", "/api/v1/items?case={key}", None, "group case"),
    "list_cases ?after": Input("gregor", "GET", "/api/v1/cases?after={key}", None, "group case"),
    "list_series ?after": Input("gregor", "GET", "/api/v1/series?after={key}", None, "group series"),
    "list_threads ?after": Input("gregor", "GET", "/api/v1/threads?after={key}", None, "group thread"),
    "list_posts ?after": Input("gregor", "GET", "/api/v1/threads/{DE thread}/posts?after={key}", None, "group post"),
    "list_placements ?after": Input(
        "gregor", "GET", "/api/v1/series/{DE series}/placements?after={key}", None, "group placement"
    ),
    "list_findings ?after": Input("gregor", "GET", "/api/v1/items/{DE item}/findings?after={key}", None, "group item"),
    "send_item case": Input(
        "gregor", "POST", "/api/v1/items", {"case": "{key}", "audience": "{DE audience}", "file": FILE}, "group case"
    ),
    "send_item audience": Input(
        "gregor", "POST", "/api/v1/items", {"case": "{DE case}", "audience": "{key}", "file": FILE}, "group audience"
    ),
    "send_item upload": Input(
        "gregor",
        "POST",
        "/api/v1/items",
        {"case": "{DE case}", "audience": "{DE audience}", "upload": "{key}", "file": FILE},
        "group upload",
    ),
    "list_hash_lists ?after": Input("gregor", "GET", "/api/v1/lists?after={key}", None, "group hash list"),
    "list_set_aside ?after": Input("gregor", "GET", "/api/v1/set-aside?after={key}", None, "group set aside"),
    "list_uploads ?after": Input("gregor", "GET", "/api/v1/uploads?after={key}", None, "group upload"),
    "list_transfers ?after": Input(
        "gregor", "GET", "/api/v1/uploads/{DE upload}/files?after={key}", None, "group transfer"
    ),
    "open_upload case": Input(
        "gregor", "POST", "/api/v1/uploads", {"case": "{key}", "audience": "{DE audience}"}, "group case"
    ),
    "open_upload audience": Input(
        "gregor", "POST", "/api/v1/uploads", {"case": "{DE case}", "audience": "{key}"}, "group audience"
    ),
    "create_series audience": Input(
        "gregor", "POST", "/api/v1/series", {"title": "Room", "audience": "{key}"}, "group audience"
    ),
    "create_series items": Input(
        "gregor",
        "POST",
        "/api/v1/series",
        {"title": "x", "audience": "{DE audience}", "items": ["{key}"]},
        "group item",
    ),
    "place_items items": Input(
        "gregor", "POST", "/api/v1/series/{DE series}/placements", {"items": ["{DE item}", "{key}"]}, "group item"
    ),
    "open_thread audience": Input("gregor", "POST", "/api/v1/threads", {**_ASK, "audience": "{key}"}, "group audience"),
    "open_thread series": Input(
        "gregor", "POST", "/api/v1/threads", {**_ASK, "audience": "{DE audience}", "series": "{key}"}, "group series"
    ),
    "share_series audience": Input(
        "gregor", "POST", "/api/v1/series/{DE series}/sharing", {**_SHARE, "audience": "{key}"}, "group audience"
    ),
    "share_series items": Input(
        "gregor",
        "POST",
        "/api/v1/series/{DE series}/sharing",
        {**_SHARE, "audience": "{DE audience}", "items": ["{key}"]},
        "group item",
    ),
    "share_item audience": Input(
        "gregor", "POST", "/api/v1/items/{DE item}/sharing", {**_SHARE, "audience": "{key}"}, "group audience"
    ),
    "share_thread audience": Input(
        "gregor", "POST", "/api/v1/threads/{DE thread}/sharing", {**_SHARE, "audience": "{key}"}, "group audience"
    ),
    "series ?subject": Input("gregor", "GET", "/series/{DE series}/?subject={key}", None, "group subject"),
    "subject-files items": Input(
        "gregor", "POST", "/subjects/{DE subject}/files/", {"items": ["{DE item}", "{key}"]}, "group item"
    ),
    "depict_subject items": Input(
        "gregor", "POST", "/api/v1/subjects/{DE subject}/depictions", {"items": ["{DE item}", "{key}"]}, "group item"
    ),
    "undepict_subject items": Input(
        "gregor", "POST", "/api/v1/subjects/{DE subject}/depictions/removal", {"items": ["{key}"]}, "group item"
    ),
    "list_depictions ?after": Input(
        "gregor", "GET", "/api/v1/subjects/{DE subject}/depictions?after={key}", None, "group depiction"
    ),
    "list_subject_statements ?after": Input(
        "gregor", "GET", "/api/v1/subjects/{DE subject}/statements?after={key}", None, "group subject statement"
    ),
    "list_item_statements ?after": Input(
        "gregor", "GET", "/api/v1/items/{DE item}/statements?after={key}", None, "group item statement"
    ),
    "QueueForm.series": Input("gregor", "GET", "/proposals/?series={key}", None, "group series"),
    "list_proposals ?series": Input("gregor", "GET", "/api/v1/proposals?series={key}", None, "group series"),
    "list_proposals ?after": Input("gregor", "GET", "/api/v1/proposals?after={key}", None, "group proposal"),
    "series-link other": Input(
        "gregor", "POST", "/series/{DE series}/link/", {"other": "{key}", "reason": "victim"}, "group reference"
    ),
    "series-merge other": Input("gregor", "POST", "/series/{DE series}/merge/", {"other": "{key}"}, "group reference"),
    "subject-same ?other": Input("gregor", "GET", "/subjects/{DE subject}/same/?other={key}", None, "group reference"),
    "subject-same other": Input(
        "gregor", "POST", "/subjects/{DE subject}/same/", {"other": "{key}", "reason": "looks"}, "group subject"
    ),
    "series-split items": Input(
        "gregor", "POST", "/series/{DE series}/split/", {"title": "x", "items": ["{DE item}", "{key}"]}, "group item"
    ),
    "series-split subjects": Input(
        "gregor", "POST", "/series/{DE series}/split/", {"title": "x", "subjects": ["{key}"]}, "group subject"
    ),
    "list_links ?after": Input("gregor", "GET", "/api/v1/links?after={key}", None, "group link"),
    "list_subject_links ?after": Input("gregor", "GET", "/api/v1/subject-links?after={key}", None, "group same person"),
    "propose_link series": Input(
        "gregor",
        "POST",
        "/api/v1/links",
        {"series": "{key}", "other": "{DE series}", "reason": "victim"},
        "group series",
    ),
    "propose_link other": Input(
        "gregor",
        "POST",
        "/api/v1/links",
        {"series": "{DE series}", "other": "{key}", "reason": "victim"},
        "group series",
    ),
    "propose_subject_link subject": Input(
        "gregor",
        "POST",
        "/api/v1/subject-links",
        {"subject": "{key}", "other": "{DE subject}", "reason": "looks"},
        "group subject",
    ),
    "propose_subject_link other": Input(
        "gregor",
        "POST",
        "/api/v1/subject-links",
        {"subject": "{DE subject}", "other": "{key}", "reason": "looks"},
        "group subject",
    ),
    "merge_series other": Input(
        "gregor", "POST", "/api/v1/series/{DE series}/merge", {"other": "{key}"}, "group series"
    ),
    "split_series items": Input(
        "gregor",
        "POST",
        "/api/v1/series/{DE series}/split",
        {"title": "x", "items": ["{DE item}", "{key}"]},
        "group item",
    ),
    "split_series subjects": Input(
        "gregor", "POST", "/api/v1/series/{DE series}/split", {"title": "x", "subjects": ["{key}"]}, "group subject"
    ),
    "list_requests ?after": Input("gregor", "GET", "/api/v1/requests?after={key}", None, "group request"),
    "ask_owner blind_hit": Input(
        "gregor", "POST", "/api/v1/requests", {"reason": _WHY, "blind_hit": "{key}"}, "group blind hit"
    ),
    "answer_request opening": Input(
        "gregor",
        "POST",
        "/api/v1/requests/{DE request}/answer",
        {"state": "accepted", "opening": {"thing": "{key}", "how": "make", "name": "x"}},
        "group series",
    ),
    "open_thread crops": Input(
        "gregor",
        "POST",
        "/api/v1/threads",
        {**_ASK, "audience": "{DE audience}", "crops": [{"item": "{key}", **_SIDES}]},
        "group item",
    ),
    "thread-new crop": Input(
        "gregor",
        "POST",
        "/threads/new/?series={DE series}",
        {**_ASK, "audience": "{DE audience}", "crop": ["{key} 0 0 1 1"]},
        "group item",
    ),
    "thread-crops crop": Input(
        "gregor", "POST", "/threads/{DE thread}/crops/", {"crop": ["{key} 0 0 1 1"]}, "group item"
    ),
    "CropFields.item": Input(
        "gregor", "POST", "/threads/{DE thread}/crops/", {**_SIDES, "item": "{key}"}, "group item"
    ),
    "thread-new-help ?series": Input("gregor", "POST", "/threads/new/help/?series={key}", _ASK, "group series"),
    "thread-new-help audience": Input(
        "gregor", "POST", "/threads/new/help/", {**_ASK, "audience": "{key}"}, "group audience"
    ),
    "thread-new-fields audience": Input(
        "gregor", "POST", "/threads/new/fields/", {**_ASK, "audience": "{key}"}, "group audience"
    ),
    "answer_check crops": Input(
        "gregor",
        "POST",
        "/api/v1/checks/{DE check}/answer",
        {"outcome": "confirmed", "crops": ["{key}"]},
        "group crop",
    ),
    "add_crops crops": Input(
        "gregor",
        "POST",
        "/api/v1/threads/{DE thread}/crops",
        {"crops": [{"item": "{key}", **_SIDES}]},
        "group item",
    ),
    "notification-list ?before": Input("gregor", "GET", "/notifications/?before={key}", None, "group thread"),
    "notification-read thread": Input("gregor", "POST", "/notifications/read/", {"thread": "{key}"}, "group thread"),
    "subscription-add series": Input(
        "gregor", "POST", "/settings/notifications/follow/", {"what": "series", "series": "{key}"}, "group reference"
    ),
    "list_notifications ?after": Input(
        "gregor", "GET", "/api/v1/notifications?after={key}", None, "group notification"
    ),
    "read_notifications thread": Input(
        "gregor", "POST", "/api/v1/notifications/read", {"thread": "{key}"}, "group thread"
    ),
    "add_subscription series": Input(
        "gregor", "POST", "/api/v1/subscriptions", {"what": "series", "series": "{key}"}, "group series"
    ),
    "add_subscription unit": Input(
        "gregor", "POST", "/api/v1/subscriptions", {"what": "unit", "unit": "{key}"}, "group subject"
    ),
}
