"""Addresses of this app's part of the API."""

from django.urls import URLPattern, path

from series.api.cases import CaseListView
from series.api.depictions import DepictionListView, DepictionRemovalView
from series.api.hash_lists import HashListListView, HashListRemovalView, HashListVersionsView, HashListView
from series.api.items import BlindHitListView, FindingListView, ItemListView, ItemView, VerdictView
from series.api.links import SeriesLinkListView, SeriesLinkView, SubjectLinkListView, SubjectLinkView
from series.api.lookups import LookupListView, LookupView
from series.api.merging import MergeUndoingView, MergeView, SplitView
from series.api.outcome import FactListView, FactWithdrawalView, ReopeningAnswerView, ReopeningListView
from series.api.proposals import ProposalAnswerView, ProposalListView
from series.api.referrals import ReferralListView, ReferralStepView, ReferralView
from series.api.series import PlacementListView, SeriesListView, SeriesTextView, SeriesView
from series.api.set_asides import DecisionView, SetAsideListView
from series.api.statements import (
    ItemStatementListView,
    ItemStatementWithdrawalView,
    SubjectStatementListView,
    SubjectStatementWithdrawalView,
    SubjectTextView,
    SubjectView,
)
from series.api.subjects import ClaimListView, ConfirmationView, IdentificationListView, SubjectListView
from series.api.transfers import FileListView, TransferView
from series.api.uploads import CancellationView, KnownView, RetryView, UploadListView, UploadView
from series.api.votes import VoteListView, VoteWithdrawalView
from series.api.where import (
    AcknowledgementView,
    AlertListView,
    AlertWithdrawalView,
    DutyView,
    IndicationListView,
    IndicationWithdrawalView,
)
from series.api.work import (
    LeadListView,
    LeadStepView,
    NoteListView,
    NoteRemovalView,
    NoteView,
    TaskListView,
    TaskStepView,
    TaskView,
    WorkView,
)

urlpatterns: list[URLPattern] = [
    path("cases", CaseListView.as_view(), name="api-cases"),
    path("items", ItemListView.as_view(), name="api-items"),
    path("items/<uuid:pk>", ItemView.as_view(), name="api-item"),
    path("items/<uuid:pk>/findings", FindingListView.as_view(), name="api-findings"),
    path("items/<uuid:pk>/verdict", VerdictView.as_view(), name="api-verdict"),
    path("items/<uuid:pk>/votes", VoteListView.as_view(), name="api-votes"),
    path("votes/<uuid:pk>/withdrawal", VoteWithdrawalView.as_view(), name="api-vote-withdrawal"),
    path("set-aside", SetAsideListView.as_view(), name="api-set-asides"),
    path("set-aside/<uuid:pk>/decision", DecisionView.as_view(), name="api-set-aside-decision"),
    path("lists", HashListListView.as_view(), name="api-hash-lists"),
    path("lists/<uuid:pk>", HashListView.as_view(), name="api-hash-list"),
    path("lists/<uuid:pk>/versions", HashListVersionsView.as_view(), name="api-hash-list-versions"),
    path("lists/<uuid:pk>/removal", HashListRemovalView.as_view(), name="api-hash-list-removal"),
    path("lookup", LookupListView.as_view(), name="api-lookup"),
    path("lookup/<uuid:pk>", LookupView.as_view(), name="api-lookup-answer"),
    path("items/<uuid:pk>/blind-hits", BlindHitListView.as_view(), name="api-blind-hits"),
    path("uploads", UploadListView.as_view(), name="api-uploads"),
    path("uploads/<uuid:pk>", UploadView.as_view(), name="api-upload"),
    path("uploads/<uuid:pk>/files", FileListView.as_view(), name="api-upload-files"),
    path("uploads/<uuid:pk>/known", KnownView.as_view(), name="api-upload-known"),
    path("uploads/<uuid:pk>/cancellation", CancellationView.as_view(), name="api-upload-cancellation"),
    path("uploads/<uuid:pk>/retry", RetryView.as_view(), name="api-upload-retry"),
    path("transfers/<uuid:pk>", TransferView.as_view(), name="api-transfer"),
    path("series", SeriesListView.as_view(), name="api-series-list"),
    path("series/<uuid:pk>", SeriesView.as_view(), name="api-series"),
    path("series/<uuid:pk>/text", SeriesTextView.as_view(), name="api-series-text"),
    path("subjects/<uuid:pk>", SubjectView.as_view(), name="api-subject"),
    path("subjects/<uuid:pk>/text", SubjectTextView.as_view(), name="api-subject-text"),
    path("subjects/<uuid:pk>/statements", SubjectStatementListView.as_view(), name="api-subject-statements"),
    path(
        "subject-statements/<uuid:pk>/withdrawal",
        SubjectStatementWithdrawalView.as_view(),
        name="api-subject-statement-withdrawal",
    ),
    path("subjects/<uuid:pk>/depictions", DepictionListView.as_view(), name="api-depictions"),
    path("subjects/<uuid:pk>/depictions/removal", DepictionRemovalView.as_view(), name="api-depiction-removal"),
    path("items/<uuid:pk>/statements", ItemStatementListView.as_view(), name="api-item-statements"),
    path(
        "item-statements/<uuid:pk>/withdrawal",
        ItemStatementWithdrawalView.as_view(),
        name="api-item-statement-withdrawal",
    ),
    path("series/<uuid:pk>/placements", PlacementListView.as_view(), name="api-placements"),
    path("series/<uuid:pk>/merge", MergeView.as_view(), name="api-merge"),
    path("series/<uuid:pk>/split", SplitView.as_view(), name="api-split"),
    path("merges/<uuid:pk>/undoing", MergeUndoingView.as_view(), name="api-merge-undoing"),
    path("proposals", ProposalListView.as_view(), name="api-proposals"),
    path("proposals/<uuid:pk>/answer", ProposalAnswerView.as_view(), name="api-proposal-answer"),
    path("links", SeriesLinkListView.as_view(), name="api-links"),
    path("links/<uuid:pk>", SeriesLinkView.as_view(), name="api-link"),
    path("subject-links", SubjectLinkListView.as_view(), name="api-subject-links"),
    path("subject-links/<uuid:pk>", SubjectLinkView.as_view(), name="api-subject-link"),
    path("series/<uuid:pk>/subjects", SubjectListView.as_view(), name="api-subjects"),
    path("subjects/<uuid:pk>/claims", ClaimListView.as_view(), name="api-claims"),
    path("subjects/<uuid:pk>/identifications", IdentificationListView.as_view(), name="api-identifications"),
    path("subjects/<uuid:pk>/reopening", ReopeningListView.as_view(), name="api-reopening"),
    path("reopenings/<uuid:pk>/answer", ReopeningAnswerView.as_view(), name="api-reopening-answer"),
    path("subjects/<uuid:pk>/facts", FactListView.as_view(), name="api-facts"),
    path("facts/<uuid:pk>/withdrawal", FactWithdrawalView.as_view(), name="api-fact-withdrawal"),
    path("identifications/<uuid:pk>/confirmation", ConfirmationView.as_view(), name="api-confirmation"),
    path("indications", IndicationListView.as_view(), name="api-indications"),
    path("indications/<uuid:pk>/withdrawal", IndicationWithdrawalView.as_view(), name="api-indication-withdrawal"),
    path("alerts", AlertListView.as_view(), name="api-alerts"),
    path("alerts/<uuid:pk>/withdrawal", AlertWithdrawalView.as_view(), name="api-alert-withdrawal"),
    path("alerts/<uuid:pk>/acknowledgements", AcknowledgementView.as_view(), name="api-acknowledgements"),
    path("referrals", ReferralListView.as_view(), name="api-referrals"),
    path("referrals/<uuid:pk>", ReferralView.as_view(), name="api-referral"),
    path("referrals/<uuid:pk>/steps", ReferralStepView.as_view(), name="api-referral-steps"),
    path("duty", DutyView.as_view(), name="api-duty"),
]

urlpatterns += [
    path("series/<uuid:pk>/leads", LeadListView.as_view(), name="api-leads"),
    path("leads/<uuid:pk>/steps", LeadStepView.as_view(), name="api-lead-steps"),
    path("series/<uuid:pk>/notes", NoteListView.as_view(), name="api-notes"),
    path("notes/<uuid:pk>", NoteView.as_view(), name="api-note"),
    path("notes/<uuid:pk>/removal", NoteRemovalView.as_view(), name="api-note-removal"),
    path("series/<uuid:pk>/tasks", TaskListView.as_view(), name="api-tasks"),
    path("tasks/<uuid:pk>", TaskView.as_view(), name="api-task"),
    path("tasks/<uuid:pk>/steps", TaskStepView.as_view(), name="api-task-steps"),
    path("work", WorkView.as_view(), name="api-work"),
]
