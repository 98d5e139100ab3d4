"""Addresses of this app."""

from django.urls import URLPattern, path

from series.views import (
    cases,
    deletion,
    distinct,
    hash_lists,
    interest,
    items,
    lookups,
    material,
    outcome,
    permissions,
    pictures,
    playing,
    series,
    stacks,
    subjects,
    uploads,
)

urlpatterns: list[URLPattern] = [
    path("upload/", uploads.upload, name="upload"),
    path("upload/recent/", uploads.show_recent, name="upload-recent"),
    path("upload/open/", uploads.open_upload, name="upload-open"),
    path("upload/<uuid:pk>/", uploads.show_upload, name="upload-detail"),
    path("upload/<uuid:pk>/progress/", uploads.show_progress, name="upload-progress"),
    path("upload/<uuid:pk>/more/", uploads.add_to_upload, name="upload-more"),
    path("upload/<uuid:pk>/unsent/", uploads.show_more, name="upload-unsent"),
    path("upload/<uuid:pk>/cancel/", uploads.cancel_upload, name="upload-cancel"),
    path("upload/<uuid:pk>/retry/", uploads.retry_upload, name="upload-retry"),
    path("uploads/", uploads.list_uploads, name="upload-list"),
    path("items/", items.list_items, name="item-list"),
    path("items/<uuid:pk>/", items.show_item, name="item"),
    path("items/<uuid:pk>/row/", items.show_row, name="item-row"),
    path("items/<uuid:pk>/verdict/", items.show_verdict, name="item-verdict"),
    path("items/<uuid:pk>/blind/", items.show_blind_hits, name="item-blind"),
    path("items/<uuid:pk>/concealed", pictures.concealed, name="item-concealed"),
    path("items/<uuid:pk>/plain", pictures.plain, name="item-plain"),
    path("items/<uuid:pk>/original", pictures.original, name="item-original"),
    path("items/<uuid:pk>/play", playing.play, name="item-play"),
    path("items/<uuid:pk>/spectrogram", playing.spectrogram, name="item-spectrogram"),
    path("items/<uuid:pk>/stack/", stacks.show_stack, name="item-stack"),
    path("items/<uuid:pk>/delete/", deletion.delete_item, name="item-delete"),
    path("cases/", cases.list_cases, name="case-list"),
    path("cases/<uuid:pk>/", cases.show_case, name="case"),
]

urlpatterns += [
    path("series/new/", series.new_series, name="series-new"),
    path("series/<uuid:pk>/", series.show_series, name="series"),
    path("series/<uuid:pk>/body/", series.show_series_body, name="series-body"),
    path("series/<uuid:pk>/interest/", interest.show_interest, name="series-interest"),
    path("series/<uuid:pk>/interest/work", interest.change_work, name="series-interest-work"),
    path("series/<uuid:pk>/edit/", series.edit_series, name="series-edit"),
    path("series/<uuid:pk>/place/", series.place_items, name="series-place"),
    path("placements/<uuid:pk>/remove/", series.remove_placement, name="placement-remove"),
    path("series/<uuid:pk>/subjects/", subjects.add_subject, name="subject-add"),
    path("subjects/<uuid:pk>/claim/", subjects.claim_subject, name="subject-claim"),
    path("claims/<uuid:pk>/withdraw/", subjects.withdraw_claim, name="claim-withdraw"),
    path("series/<uuid:pk>/permissions/", permissions.permit_series, name="series-permit"),
    path("items/<uuid:pk>/permissions/", permissions.permit_item, name="item-permit"),
    path("permissions/<uuid:pk>/withdraw/", permissions.withdraw_permission, name="permission-withdraw"),
    path("identifications/<uuid:pk>/confirm/", subjects.confirm_identification, name="identification-confirm"),
]

urlpatterns += [
    path("subjects/<uuid:pk>/reopen/", outcome.reopen_subject, name="subject-reopen"),
    path("reopenings/<uuid:pk>/answer/", outcome.answer_reopening, name="reopening-answer"),
    path("subjects/<uuid:pk>/facts/", outcome.record_fact, name="fact-record"),
    path("facts/<uuid:pk>/withdraw/", outcome.withdraw_fact, name="fact-withdraw"),
]

urlpatterns += [
    path("lookup/", lookups.lookup, name="lookup"),
    path("lookup/<uuid:pk>/", lookups.show_lookup, name="lookup-answer"),
    path("material/", material.list_material, name="material-list"),
    path("material/<uuid:pk>/reopening/", material.propose_reopening, name="reopening-propose"),
    path("lists/", hash_lists.show_lists, name="hash-lists"),
    path("lists/import/", hash_lists.import_list, name="hash-list-import"),
    path("lists/aside/", distinct.show_asides, name="set-asides"),
    path("lists/<uuid:pk>/", hash_lists.show_list, name="hash-list"),
    path("lists/<uuid:pk>/remove/", hash_lists.remove_list, name="hash-list-remove"),
    path("items/<uuid:pk>/standing/", distinct.show_standing, name="item-standing"),
    path("items/<uuid:pk>/votes/", distinct.vote_down, name="item-vote"),
    path("votes/<uuid:pk>/withdraw/", distinct.withdraw_vote, name="vote-withdraw"),
    path("aside/<uuid:pk>/decide/", distinct.decide, name="set-aside-decide"),
]
