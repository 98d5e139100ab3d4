"""Every address, every method that it takes, and what each persona gets. Literal: nothing here is computed.

To add an address: one line in ``TABLE``; and one in ``BODIES`` if a POST needs more than its key to succeed. ``of`` is
what the address is about, a name of ``SmallWorld.keys`` (several with commas between them, in the order of the
parameters; ``-`` for none): the group's thing, which Nora made. Who sees what of it:

========= ================================================= ========= ==============================================
nora      owner; analyst of the Netherlands                 cleo      coordinator, holds nothing
niels     supervisor of the same unit                       ada       administrator, holds nothing
fleur     France; contributes to the group                  sven      analyst of a suspended country in the group
bea       Belgium; was given the group by name, to look     una       analyst of the Netherlands, certificate ended
gregor    Germany; not in the group                         ivo       analyst of the Netherlands, inactive
========= ================================================= ========= ==============================================

A test fails for an address or a method that has no line, and for a line that has no address. HEAD, where it is taken,
has no line: it must answer as GET does.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.partition.small_world import PERSONAS, SmallWorld
from tests.personas import PASSWORD

#: The columns are ``PERSONAS``: nobody, nora, niels, fleur, bea, gregor, cleo, ada, sven, una, ivo.
TABLE = """
#route                 verb of             -  nora niel fleu  bea greg cleo  ada sven  una  ivo
board                  GET  -               302  200  200  200  200  200  200  200  200  302  302
board-rows             GET  -               302  200  200  200  200  200  200  200  200  302  302
series-choose          GET  -               302  200  200  200  200  200  403  403  200  302  302
search                 GET  -               302  200  200  200  200  200  403  403  200  302  302
search-save            POST -               302  302  302  302  302  302  403  403  403  302  302
search-change          POST saved_search    302  302  404  404  404  404  404  404  404  302  302
search-delete          POST saved_search    302  302  404  404  404  404  404  404  404  302  302
progress               GET  -               302  403  200  403  403  403  200  403  403  302  302
unit                   GET  -               302  200  200  200  200  200  200  200  200  302  302
sign-in                GET  -               200  302  302  302  302  302  302  302  302  302  200
sign-in                POST -               400  302  302  302  302  302  302  302  302  302  400
sign-out               POST -               302  302  302  302  302  302  302  302  302  302  302
account                GET  -               302  200  200  200  200  200  200  200  200  200  302
account-languages      POST -               302  302  302  302  302  302  302  302  302  302  302
account-password       POST -               302  302  302  302  302  302  302  302  302  302  302
token-list             POST -               302  201  201  201  201  201  201  201  201  302  302
token-revoke           POST token           302  302  404  404  404  404  404  404  404  302  302
audience-list          GET  -               302  200  200  200  200  200  200  200  200  302  302
audience-new           GET  -               302  200  200  200  200  200  403  403  200  302  302
audience-new           POST -               302  302  302  302  302  302  403  403  400  302  302
country-default        POST -               302  403  302  403  403  403  403  403  403  302  302
audience               GET  audience        302  200  200  200  200  404  404  404  404  302  302
audience               POST audience        302  200  200  403  403  404  404  404  404  302  302
upload                 GET  -               302  200  200  200  200  200  403  403  200  302  302
upload                 POST -               302  302  302  302  400  400  403  403  400  302  302
upload-recent          GET  -               302  200  200  200  200  200  200  200  200  302  302
upload-open            POST -               302  201  201  201  400  400  403  403  400  302  302
upload-list            GET  -               302  200  200  200  200  200  403  403  200  302  302
upload-detail          GET  upload          302  200  200  404  404  404  404  404  404  302  302
upload-progress        GET  upload          302  200  200  404  404  404  404  404  404  302  302
upload-unsent          GET  upload          302  200  200  404  404  404  404  404  404  302  302
upload-more            POST upload          302  200  200  404  404  404  404  404  404  302  302
upload-cancel          POST upload          302  302  302  404  404  404  404  404  404  302  302
upload-retry           POST upload          302  302  302  404  404  404  404  404  404  302  302
item-list              GET  -               302  200  200  200  200  200  403  403  200  302  302
item                   GET  item            302  200  200  200  200  404  404  404  404  302  302
item-row               GET  item            302  200  200  200  200  404  404  404  404  302  302
item-stack             GET  item            302  200  200  200  200  404  404  404  404  302  302
item-delete            GET  item            302  403  200  403  403  404  404  404  404  302  302
item-delete            POST item            302  403  302  403  403  404  404  404  404  302  302
item-concealed         GET  item            302  200  200  200  200  404  404  404  404  302  302
item-plain             GET  item            302  200  200  200  200  404  404  404  404  302  302
item-original          GET  item            302  200  200  200  200  404  404  404  404  302  302
item-play              GET  other_item      302  200  200  200  200  404  404  404  404  302  302
item-spectrogram       GET  other_item      302  200  200  200  200  404  404  404  404  302  302
case-list              GET  -               302  200  200  200  200  200  403  403  200  302  302
case                   GET  case            302  200  200  404  404  404  403  403  404  302  302
series-new             GET  -               302  200  200  200  200  200  403  403  200  302  302
series-new             POST -               302  302  302  302  400  400  403  403  400  302  302
series                 GET  series          302  200  200  200  200  404  404  404  404  302  302
series-body            GET  series          302  200  200  200  200  404  404  404  404  302  302
series-edit            GET  series          302  200  200  403  403  404  404  404  404  302  302
series-edit            POST series          302  302  302  403  403  404  404  404  404  302  302
series-place           GET  series          302  200  200  200  200  404  404  404  404  302  302
series-place           POST series          302  302  302  302  403  404  404  404  404  302  302
placement-remove       POST placement       302  302  302  403  403  404  404  404  404  302  302
subject-add            GET  series          302  200  200  200  200  404  404  404  404  302  302
subject-add            POST series          302  302  302  302  403  404  404  404  404  302  302
subject                GET  subject         302  200  200  200  200  404  404  404  404  302  302
subject-body           GET  subject         302  200  200  200  200  404  404  404  404  302  302
subject-edit           GET  subject         302  200  200  403  403  404  404  404  404  302  302
subject-edit           POST subject         302  302  302  403  403  404  404  404  404  302  302
subject-say            POST subject         302  302  302  302  403  404  404  404  404  302  302
subject-files          GET  subject         302  200  200  200  200  404  404  404  404  302  302
subject-files          POST subject         302  302  302  302  403  404  404  404  404  302  302
subject-statement-withdraw POST subject_statement 302 302 302  403  403  404  404  404  404  302  302
item-statements        GET  item            302  200  200  200  200  404  404  404  404  302  302
item-statements        POST item            302  302  302  302  403  404  404  404  404  302  302
item-statement-withdraw POST item_statement 302  302  302  403  403  404  404  404  404  302  302
subject-claim          POST subject         302  302  302  302  403  404  404  404  404  302  302
claim-withdraw         POST claim           302  302  302  403  403  404  404  404  404  302  302
identification-confirm POST identification  302  403  302  403  403  404  404  404  404  302  302
work                   GET  -               302  200  200  200  200  200  403  403  200  302  302
series-work            GET  series          302  200  200  200  200  404  404  404  404  302  302
series-history         GET  series          302  200  200  200  200  404  404  404  404  302  302
lead-begin             POST other_series    302  302  302  302  403  404  404  404  404  302  302
lead-step              POST lead            302  302  302  403  403  404  404  404  404  302  302
note-write             POST series          302  302  302  302  302  404  404  404  404  302  302
note                   GET  note            302  200  200  200  200  404  404  404  404  302  302
note                   POST note            302  302  302  403  403  404  404  404  404  302  302
note-remove            POST note            302  302  302  403  403  404  404  404  404  302  302
task-give              POST series          302  302  302  302  302  404  404  404  404  302  302
task                   GET  task            302  200  200  404  404  404  404  404  404  302  302
task                   POST task            302  302  302  404  404  404  404  404  404  302  302
task-step              POST task            302  302  302  404  404  404  404  404  404  302  302
api-leads              GET  other_series    401  200  200  200  200  404  404  404  404  403  401
api-leads              POST other_series    401  201  201  201  403  404  404  404  404  403  401
api-lead-steps         POST lead            401  200  200  403  403  404  404  404  404  403  401
api-notes              GET  series          401  200  200  200  200  404  404  404  404  403  401
api-notes              POST series          401  201  201  201  403  404  404  404  404  403  401
api-note               GET  note            401  200  200  200  200  404  404  404  404  403  401
api-note               POST note            401  200  200  403  403  404  404  404  404  403  401
api-note-removal       POST note            401  200  200  403  403  404  404  404  404  403  401
api-tasks              GET  series          401  200  200  200  200  404  404  404  404  403  401
api-tasks              POST series          401  201  201  201  201  404  404  404  404  403  401
api-task               GET  task            401  200  200  404  404  404  404  404  404  403  401
api-task               POST task            401  200  200  404  404  404  404  404  404  403  401
api-task-steps         POST task            401  200  200  404  404  404  404  404  404  403  401
api-work               GET  -               401  200  200  200  200  200  403  403  200  403  401
subject-reopen         GET  known           302  200  200  200  200  404  404  404  404  302  302
subject-reopen         POST known           302  302  302  302  403  404  404  404  404  302  302
reopening-answer       GET  reopening       302  200  200  403  403  404  404  404  404  302  302
reopening-answer       POST reopening       302  302  302  403  403  404  404  404  404  302  302
fact-record            GET  known           302  200  200  200  200  404  404  404  404  302  302
fact-record            POST known           302  302  302  403  403  404  404  404  404  302  302
fact-withdraw          GET  fact            302  200  200  403  403  404  404  404  404  302  302
fact-withdraw          POST fact            302  302  302  403  403  404  404  404  404  302  302
outcome-list           GET  -               302  200  200  200  200  200  403  403  200  302  302
outcome-unread         GET  -               302  200  200  200  200  200  403  403  200  302  302
outcome-read           POST -               302  302  302  302  302  302  403  403  302  302  302
thread-list            GET  -               302  200  200  200  200  200  200  200  200  302  302
thread-rows            GET  -               302  200  200  200  200  200  200  200  200  302  302
thread-new             GET  -               302  200  200  200  200  200  403  403  200  302  302
thread-new             POST -               302  302  302  302  400  400  403  403  400  302  302
thread                 GET  thread          302  200  200  200  200  404  404  404  404  302  302
thread-posts           GET  thread          302  200  200  200  200  404  404  404  404  302  302
thread-posts           POST thread          302  302  302  302  403  404  404  404  404  302  302
thread-close           POST thread          302  302  302  403  403  404  404  404  404  302  302
post-accept            POST post            302  302  302  403  403  404  404  404  404  302  302
crop                   GET  crop            302  200  200  200  200  404  404  404  404  302  302
series-threads         GET  series          302  200  200  200  200  404  404  404  404  302  302
subject-identify       GET  subject         302  200  200  200  200  404  404  404  404  302  302
subject-identify       POST subject         302  302  302  302  403  404  404  404  404  302  302
series-sharing         GET  series          302  200  200  403  403  404  404  404  404  302  302
series-sharing         POST series          302  302  302  403  403  404  404  404  404  302  302
item-sharing           GET  item            302  200  200  403  403  404  404  404  404  302  302
item-sharing           POST item            302  302  302  403  403  404  404  404  404  302  302
thread-sharing         GET  thread          302  200  200  403  403  404  404  404  404  302  302
thread-sharing         POST thread          302  302  302  403  403  404  404  404  404  302  302
items-sharing          POST -               302  200  200  403  403  404  404  404  404  302  302
unit-interest          POST -               302  403  302  403  403  403  403  403  403  302  302
country-disclosure     GET  -               302  403  200  403  403  403  403  403  403  302  302
country-disclosure     POST -               302  403  302  403  403  403  403  403  403  302  302
item-blind             GET  item            302  200  200  200  200  404  404  404  404  302  302
item-verdict           GET  item            302  200  200  200  200  404  404  404  404  302  302
lookup                 GET  -               302  200  200  200  200  200  403  403  200  302  302
lookup                 POST -               302  302  302  302  302  302  403  403  403  302  302
lookup-answer          GET  lookup          302  200  404  404  404  404  404  404  404  302  302
material-list          GET  -               302  200  200  200  200  200  403  403  200  302  302
reopening-propose      GET  material        302  200  200  403  403  404  404  404  404  302  302
reopening-propose      POST material        302  302  302  403  403  404  404  404  404  302  302
series-interest        GET  series          302  200  200  200  200  404  404  404  404  302  302
series-interest-work   POST series          302  302  302  302  302  404  404  404  404  302  302
thread-interest        GET  thread          302  200  200  200  200  404  404  404  404  302  302
thread-interest-work   POST thread          302  302  302  302  302  404  404  404  404  302  302
series-where           GET  series          302  200  200  200  200  404  404  404  404  302  302
series-indicate        POST series          302  302  302  302  403  404  404  404  404  302  302
indication-withdraw    POST indication      302  302  302  403  403  404  404  404  404  302  302
series-withhold        POST series          302  302  302  403  403  404  404  404  404  302  302
withholding-end        POST withholding     302  302  302  404  404  404  404  404  404  302  302
alert-raise            POST series          302  302  302  302  403  404  404  404  404  302  302
alert-withdraw         POST alert           302  302  302  403  403  404  404  404  404  302  302
alert-acknowledge      POST alert           302  302  302  302  302  404  404  404  404  302  302
series-refer           GET  series          302  200  200  403  403  404  404  404  404  302  302
series-refer           POST series          302  302  302  403  403  404  404  404  404  302  302
referral-list          GET  -               302  200  200  200  200  200  403  403  200  302  302
referral               GET  referral        302  200  200  404  404  404  404  404  404  302  302
referral-step          POST referral        302  302  302  404  404  404  404  404  404  302  302
referral-package       GET  referral        302  200  200  404  404  404  404  404  404  302  302
duty                   GET  -               302  200  200  200  200  200  403  403  200  302  302
duty-waiting           GET  -               302  200  200  200  200  200  403  403  200  302  302
duty-unit              POST -               302  403  302  403  403  403  403  403  403  302  302
series-permit          POST series          302  302  302  403  403  404  404  404  404  302  302
item-permit            POST item            302  302  302  403  403  404  404  404  404  302  302
permission-withdraw    POST permission      302  302  302  403  404  404  404  404  404  302  302
series-export          GET  series          302  200  200  200  200  404  404  404  404  302  302
series-export          POST series          302  200  200  200  200  404  404  404  404  302  302
request-list           GET  -               302  200  200  200  200  200  403  403  200  302  302
request-waiting        GET  -               302  200  200  200  200  200  403  403  200  302  302
request-new            GET  -               302  200  200  200  200  200  403  403  200  302  302
request-new            POST -               302  302  302  302  302  302  403  403  403  302  302
request                GET  request         302  200  200  404  404  404  404  404  404  302  302
request-ask-back       POST request         302  302  302  404  404  404  404  404  404  302  302
request-decline        POST request         302  302  302  404  404  404  404  404  404  302  302
request-accept         GET  request         302  200  200  404  404  404  404  404  404  302  302
request-accept         POST request         302  200  200  404  404  404  404  404  404  302  302
request-reply          POST sent_request    302  302  302  404  404  404  404  404  404  302  302
request-withdraw       POST sent_request    302  302  302  404  404  404  404  404  404  302  302
api-search             GET  -               401  200  200  200  200  200  403  403  200  403  401
api-saved-searches     GET  -               401  200  200  200  200  200  403  403  200  403  401
api-saved-searches     POST -               401  201  201  201  201  201  403  403  403  403  401
api-me                 GET  -               401  200  200  200  200  200  200  200  200  403  401
api-audiences          GET  -               401  200  200  200  200  200  200  200  200  403  401
api-cases              GET  -               401  200  200  200  200  200  403  403  200  403  401
api-cases              POST -               401  200  200  200  200  200  403  403  403  403  401
api-items              GET  -               401  200  200  200  200  200  200  200  200  403  401
api-items              POST -               401  201  201  400  400  400  403  403  400  403  401
api-item               GET  item            401  200  200  200  200  404  404  404  404  403  401
api-item               DELETE item          401  403  202  403  403  404  404  404  404  403  401
api-findings           GET  item            401  200  200  200  200  404  404  404  404  403  401
api-uploads            GET  -               401  200  200  200  200  200  403  403  200  403  401
api-uploads            POST -               401  201  201  400  400  400  403  403  400  403  401
api-upload             GET  upload          401  200  200  404  404  404  404  404  404  403  401
api-upload-files       GET  upload          401  200  200  404  404  404  404  404  404  403  401
api-upload-files       POST upload          401  201  201  404  404  404  404  404  404  403  401
api-upload-files       OPTIONS upload       401  204  204  404  404  404  404  404  404  403  401
api-upload-known       POST upload          401  200  200  404  404  404  404  404  404  403  401
api-upload-cancellation POST upload         401  200  200  404  404  404  404  404  404  403  401
api-upload-retry       POST upload          401  200  200  404  404  404  404  404  404  403  401
api-transfer           GET  transfer        401  200  404  404  404  404  404  404  404  403  401
api-transfer           POST transfer        401  204  404  404  404  404  404  404  404  403  401
api-transfer           PATCH transfer       401  204  404  404  404  404  404  404  404  403  401
api-transfer           DELETE transfer      401  204  404  404  404  404  404  404  404  403  401
api-transfer           OPTIONS transfer     401  204  404  404  404  404  404  404  404  403  401
api-series-list        GET  -               401  200  200  200  200  200  200  200  200  403  401
api-series-list        POST -               401  201  201  201  403  400  403  403  400  403  401
api-series             GET  series          401  200  200  200  200  404  404  404  404  403  401
api-series-text        POST series          401  200  200  403  403  404  404  404  404  403  401
api-subject            GET  subject         401  200  200  200  200  404  404  404  404  403  401
api-subject-text       POST subject         401  200  200  403  403  404  404  404  404  403  401
api-subject-statements GET  subject         401  200  200  200  200  404  404  404  404  403  401
api-subject-statements POST subject         401  201  201  201  403  404  404  404  404  403  401
api-subject-statement-withdrawal POST subject_statement 401 200 200 403 403 404 404 404 404 403 401
api-item-statements    GET  item            401  200  200  200  200  404  404  404  404  403  401
api-item-statements    POST item            401  201  201  201  403  404  404  404  404  403  401
api-item-statement-withdrawal POST item_statement 401 200 200 403 403 404 404 404 404 403 401
api-depictions         GET  subject         401  200  200  200  200  404  404  404  404  403  401
api-depictions         POST subject         401  201  201  201  403  404  404  404  404  403  401
api-depiction-removal  POST subject         401  200  200  403  403  404  404  404  404  403  401
api-placements         GET  series          401  200  200  200  200  404  404  404  404  403  401
api-placements         POST series          401  201  201  201  403  404  404  404  404  403  401
api-subjects           POST series          401  201  201  201  403  404  404  404  404  403  401
api-claims             POST subject         401  201  201  201  403  404  404  404  404  403  401
api-identifications    POST subject         401  201  201  201  403  404  404  404  404  403  401
api-confirmation       POST identification  401  403  200  403  403  404  404  404  404  403  401
api-reopening          POST known           401  201  201  201  403  404  404  404  404  403  401
api-reopening-answer   POST reopening       401  200  200  403  403  404  404  404  404  403  401
api-facts              POST known           401  201  201  403  403  404  404  404  404  403  401
api-fact-withdrawal    POST fact            401  200  200  403  403  404  404  404  404  403  401
api-outcomes           GET  -               401  200  200  200  200  200  403  403  200  403  401
api-outcomes-read      POST -               401  200  200  200  200  200  403  403  200  403  401
api-threads            GET  -               401  200  200  200  200  200  200  200  200  403  401
api-threads            POST -               401  201  201  201  403  400  403  403  400  403  401
api-thread             GET  thread          401  200  200  200  200  404  404  404  404  403  401
api-posts              GET  thread          401  200  200  200  200  404  404  404  404  403  401
api-posts              POST thread          401  201  201  201  403  404  404  404  404  403  401
api-acceptance         POST post            401  200  200  403  403  404  404  404  404  403  401
api-series-sharing     POST series          401  200  200  403  403  404  404  404  404  403  401
api-item-sharing       POST item            401  200  200  403  403  404  404  404  404  403  401
api-thread-sharing     POST thread          401  200  200  403  403  404  404  404  404  403  401
api-blind-hits         GET  item            401  200  200  200  200  404  404  404  404  403  401
api-verdict            GET  item            401  200  200  200  200  404  404  404  404  403  401
api-lookup             POST -               401  202  202  202  202  202  403  403  403  403  401
api-lookup-answer      GET  lookup          401  200  404  404  404  404  404  404  404  403  401
api-export             POST series          401  200  200  200  200  404  404  404  404  403  401
api-requests           GET  -               401  200  200  200  200  200  403  403  200  403  401
api-requests           POST -               401  201  201  201  201  201  403  403  403  403  401
api-request            GET  request         401  200  200  404  404  404  404  404  404  403  401
api-request-answer     POST request         401  200  200  404  404  404  404  404  404  403  401
api-request-reply      POST sent_request    401  200  200  404  404  404  404  404  404  403  401
api-request-withdrawal POST sent_request    401  200  200  404  404  404  404  404  404  403  401
api-indications        GET  -               401  200  200  200  200  200  403  403  200  403  401
api-indications        POST -               401  201  201  201  403  400  403  403  400  403  401
api-indication-withdrawal POST indication   401  200  200  403  403  404  404  404  404  403  401
api-alerts             POST -               401  201  201  201  403  400  403  403  400  403  401
api-alert-withdrawal   POST alert           401  200  200  403  403  404  404  404  404  403  401
api-acknowledgements   POST alert           401  201  201  201  201  404  404  404  404  403  401
api-referrals          GET  -               401  200  200  200  200  200  403  403  200  403  401
api-referrals          POST -               401  201  201  403  403  400  403  403  400  403  401
api-referral           GET  referral        401  200  200  404  404  404  404  404  404  403  401
api-referral-steps     POST referral        401  200  200  404  404  404  404  404  404  403  401
api-duty               GET  -               401  200  200  200  200  200  403  403  200  403  401
hash-lists             GET  -               302  200  200  200  200  200  403  200  200  302  302
hash-list-import       GET  -               302  403  200  403  403  403  403  200  403  302  302
hash-list-import       POST -               302  403  302  403  403  403  403  302  403  302  302
hash-list              GET  hash_list       302  200  200  404  404  404  404  404  404  302  302
hash-list-remove       POST hash_list       302  403  302  404  404  404  404  404  404  302  302
api-hash-lists         GET  -               401  200  200  200  200  200  403  200  200  403  401
api-hash-lists         POST -               401  403  201  403  403  403  403  201  403  403  401
api-hash-list          GET  hash_list       401  200  200  404  404  404  404  404  404  403  401
api-hash-list-versions GET  hash_list       401  200  200  404  404  404  404  404  404  403  401
api-hash-list-removal  POST hash_list       401  403  200  404  404  404  404  404  404  403  401
api-votes              GET  other_item      401  200  200  200  200  404  404  404  404  403  401
api-votes              POST other_item      401  201  201  201  403  404  404  404  404  403  401
api-vote-withdrawal    POST vote            401  200  200  403  403  404  404  404  404  403  401
api-set-asides         GET  -               401  200  200  200  200  200  403  403  200  403  401
api-set-aside-decision POST set_aside       401  200  200  404  404  404  404  404  404  403  401
set-asides             GET  -               302  200  200  200  200  200  403  403  200  302  302
item-standing          GET  item            302  200  200  200  200  404  404  404  404  302  302
item-vote              POST other_item      302  302  302  302  403  404  404  404  404  302  302
vote-withdraw          POST vote            302  302  302  403  403  404  404  404  404  302  302
set-aside-decide       POST set_aside       302  302  302  404  404  404  404  404  404  302  302
series-links           GET  series          302  200  200  200  200  404  404  404  404  302  302
series-link            GET  series          302  200  200  200  200  404  404  404  404  302  302
series-link            POST series          302  200  200  403  403  404  404  404  404  302  302
series-merge           GET  series          302  200  200  403  403  404  404  404  404  302  302
series-merge           POST series          302  200  200  403  403  404  404  404  404  302  302
series-split           GET  series          302  200  200  403  403  404  404  404  404  302  302
series-split           POST series          302  200  200  403  403  404  404  404  404  302  302
merge-undo             GET  merge           302  200  200  403  403  404  404  404  404  302  302
merge-undo             POST merge           302  302  302  403  403  404  404  404  404  302  302
link-list              GET  -               302  200  200  200  200  200  403  403  200  302  302
link                   GET  link            302  200  200  200  200  404  404  404  404  302  302
link                   POST link            302  302  302  403  403  404  404  404  404  302  302
same-person            GET  same_person     302  200  200  200  200  404  404  404  404  302  302
same-person            POST same_person     302  302  302  403  403  404  404  404  404  302  302
subject-same           GET  subject         302  200  200  200  200  404  404  404  404  302  302
subject-same           POST subject         302  302  302  403  403  404  404  404  404  302  302
api-links              GET  -               401  200  200  200  200  200  403  403  200  403  401
api-links              POST -               401  201  201  403  403  400  403  403  400  403  401
api-link               GET  link            401  200  200  200  200  404  404  404  404  403  401
api-link               POST link            401  200  200  403  403  404  404  404  404  403  401
api-subject-links      GET  -               401  200  200  200  200  200  403  403  200  403  401
api-subject-links      POST -               401  201  201  403  403  400  403  403  400  403  401
api-subject-link       GET  same_person     401  200  200  200  200  404  404  404  404  403  401
api-subject-link       POST same_person     401  200  200  403  403  404  404  404  404  403  401
api-merge              POST series          401  201  201  403  403  404  404  404  404  403  401
api-split              POST series          401  201  201  403  403  404  404  404  404  403  401
api-merge-undoing      POST merge           401  200  200  403  403  404  404  404  404  403  401
proposal-list          GET  -               302  200  200  200  200  200  403  403  200  302  302
proposal-decided       GET  -               302  200  200  200  200  200  403  403  200  302  302
proposal               GET  proposal        302  200  200  200  200  404  404  404  404  302  302
proposal-accept        POST proposal        302  302  302  403  403  404  404  404  404  302  302
proposal-reject        POST proposal        302  302  302  302  302  404  404  404  404  302  302
series-proposals       GET  series          302  200  200  200  200  404  404  404  404  302  302
api-proposals          GET  -               401  200  200  200  200  200  403  403  200  403  401
api-proposal-answer    POST proposal        401  200  200  200  200  404  404  404  404  403  401
events                 GET  -               302  200  200  200  200  200  200  200  200  302  302
thread-new-fields      POST -               302  200  200  200  200  200  403  403  200  302  302
thread-new-help        POST -               302  200  200  200  200  200  403  403  200  302  302
thread-crops           GET  thread          302  200  200  403  403  404  404  404  404  302  302
thread-crops           POST thread          302  302  302  403  403  404  404  404  404  302  302
check-list             GET  -               302  200  200  200  200  200  403  403  200  302  302
check-rows             GET  -               302  200  200  200  200  200  403  403  200  302  302
check-waiting          GET  -               302  200  200  200  200  200  403  403  200  302  302
check-crop             GET  check_crop      302  200  200  404  404  404  404  404  404  302  302
check-confirm          POST check           302  403  302  404  404  404  404  404  404  302  302
check-refuse           POST check           302  403  302  404  404  404  404  404  404  302  302
api-clue-kinds         GET  -               401  200  200  200  200  200  200  200  200  403  401
api-thread-crops       POST thread          401  201  201  403  403  404  404  404  404  403  401
api-checks             GET  -               401  200  200  200  200  200  403  403  200  403  401
api-check-answer       POST check           401  403  200  404  404  404  404  404  404  403  401
thread-close           GET  thread          302  200  200  403  403  404  404  404  404  302  302
post-edit              GET  post            302  200  200  403  403  404  404  404  404  302  302
post-edit              POST post            302  302  302  403  403  404  404  404  404  302  302
post-versions          GET  post            302  200  200  200  200  404  404  404  404  302  302
post-redact            GET  post            302  200  200  403  403  404  404  404  404  302  302
post-redact            POST post            302  302  302  403  403  404  404  404  404  302  302
post-mark              POST post            302  302  302  403  403  404  404  404  404  302  302
post-translate         POST post            302  302  302  302  302  404  404  404  404  302  302
post-indicate          GET  post            302  200  200  200  200  404  404  404  404  302  302
post-indicate          POST post            302  302  302  302  403  404  404  404  404  302  302
thread-draft           POST thread          302  204  204  204  204  404  404  404  404  302  302
thread-new-draft       POST -               302  204  204  204  204  204  403  403  403  302  302
draft-list             GET  -               302  200  200  200  200  200  403  403  200  302  302
draft-discard          POST draft           302  302  404  404  404  404  404  404  404  302  302
api-post               GET  post            401  200  200  200  200  404  404  404  404  403  401
api-post               POST post            401  200  200  403  403  404  404  404  404  403  401
api-post-versions      GET  post            401  200  200  200  200  404  404  404  404  403  401
api-post-redaction     POST post            401  200  200  403  403  404  404  404  404  403  401
api-post-mark          POST post            401  200  200  403  403  404  404  404  404  403  401
api-post-translation   POST post            401  200  200  200  200  404  404  404  404  403  401
api-post-indication    POST post            401  201  201  201  403  404  404  404  404  403  401
api-thread-ending      POST thread          401  200  200  403  403  404  404  404  404  403  401
notification-list      GET  -               302  200  200  200  200  200  403  403  200  302  302
notification-unread    GET  -               302  200  200  200  200  200  403  403  200  302  302
notification-read      POST -               302  302  302  302  302  302  403  403  302  302  302
thread-told            GET  thread          302  200  200  200  200  404  404  404  404  302  302
notification-settings  GET  -               302  200  200  200  200  200  403  403  200  302  302
notification-settings  POST -               302  302  302  302  302  302  403  403  302  302  302
subscription-add       POST -               302  302  302  302  302  302  403  403  302  302  302
subscription-remove    POST subscription    302  302  404  404  404  404  404  404  404  302  302
api-notifications      GET  -               401  200  200  200  200  200  403  403  200  403  401
api-notifications-read POST -               401  200  200  200  200  200  403  403  200  403  401
api-subscriptions      GET  -               401  200  200  200  200  200  403  403  200  403  401
api-subscriptions      POST -               401  201  201  201  201  201  403  403  201  403  401
api-subscription-removal POST subscription  401  200  404  404  404  404  404  404  404  403  401
"""

#: Stands for a small file that is no picture.
FILE = "(a file)"
_HOW = {"method": "clue", "identified_on": "2026-11-01", "source_evaluation": "A", "information_evaluation": "1"}

_SHARE = {"audience": "{audience}", "tlp": "green", "handling": ["H0"]}

_SURE = {"source_evaluation": "A", "information_evaluation": "1"}
_WHY = {"reason": "It was another child."}
_DECLINE = {"answer": "It is the same window."}

#: A day that is never far: leads end within three months, tasks within a year.
SOON = (datetime.now(UTC).date() + timedelta(days=7)).isoformat()
_LEAD = {"kind": "place", "plan": "Looking round there.", "ends_on": SOON}

_PERMIT = {"to_country": "DE", "purpose": "judicial"}

#: What is sent by POST. ``{item}`` is the key of the group's item.
BODIES: dict[str, dict[str, Any]] = {
    "sign-in": {"email": "nobody@example.invalid"},
    "account-languages": {"languages": "nl"},
    "account-password": {"current": PASSWORD, "new": "another long sentence", "again": "another long sentence"},
    "search-save": {"words": "room", "name": "Rooms"},
    "search-change": {"name": "Rooms"},
    "api-saved-searches": {"name": "Rooms", "asked": {"words": "room"}},
    "token-list": {"name": "program", "days": "30", "password": PASSWORD},
    "audience-new": {"name": "New", "named_only": "open"},
    "country-default": {"audience": "{audience}"},
    "audience": {"name": "Other name", "level": "view", "version": "1"},
    "upload": {"national_reference": "NAT-9", "audience": "{audience}", "nature": "content", "files": FILE},
    "upload-open": {"national_reference": "NAT-9", "audience": "{audience}", "nature": "content"},
    "upload-more": {"number": "2"},
    "series-new": {"save": "1", "title": "Room", "audience": "{audience}", "form-TOTAL_FORMS": "0"}
    | {"form-INITIAL_FORMS": "0"},
    "series-edit": {"title": "Room", "summary": "", "version": "1"},
    "series-place": {"items": ["{other item}"]},
    "item-delete": {"reason": "mistake"},
    "api-item": {"reason": "mistake"},
    "subject-add": {"role": "victim"},
    "lead-begin": _LEAD,
    "api-leads": _LEAD,
    "lead-step": {"step": "end"},
    "api-lead-steps": {"step": "end"},
    "note-write": {"text": "A room."},
    "api-notes": {"text": "A room."},
    "note": {"text": "Another room.", "version": "1"},
    "api-note": {"text": "Another room.", "version": 1},
    "task-give": {"title": "Ask them", "due_on": SOON},
    "api-tasks": {"title": "Ask them", "due_on": SOON},
    "task": {"due_on": SOON, "unit": "{unit}", "version": "1"},
    "api-task": {"due_on": SOON, "version": 1},
    "task-step": {"step": "done", "version": "1"},
    "api-task-steps": {"step": "done", "version": 1},
    "subject-edit": {"label": "The child", "known": "", "version": "1"},
    "subject-say": {"sex": "female", **_SURE},
    "subject-files": {"items": ["{item}"]},
    "item-statements": {"distributed": "yes", **_SURE},
    "api-series-text": {"title": "Room", "summary": "", "version": 1},
    "api-subject-text": {"label": "The child", "known": "", "version": 1},
    "api-subject-statements": {"kind": "sex", "value": "female", **_SURE},
    "api-item-statements": {"kind": "distributed", "value": "yes", **_SURE},
    "api-depictions": {"items": ["{item}"]},
    "api-depiction-removal": {"items": ["{item}"]},
    "subject-reopen": _WHY,
    "reopening-answer": {"decision": "declined", **_DECLINE},
    "fact-record": {"happened_on": "2026-11-01"},
    "fact-withdraw": _WHY,
    "api-reopening": _WHY,
    "api-reopening-answer": {"state": "declined", **_DECLINE},
    "api-facts": {"kind": "safeguarded", "happened_on": "2026-11-01"},
    "api-fact-withdrawal": _WHY,
    "thread-new": {"kind": "wallpaper", "question": "Which?", "audience": "{audience}"},
    "thread-posts": {"body": "Here."},
    "subject-identify": {**_HOW, "national_reference": "NAT-9"},
    "series-sharing": _SHARE,
    "item-sharing": _SHARE,
    "thread-sharing": _SHARE,
    "items-sharing": {"items": ["{item}"]},
    "api-series-sharing": _SHARE,
    "api-item-sharing": _SHARE,
    "api-thread-sharing": _SHARE,
    "country-disclosure": {"told": "whom", "version": "1"},
    "series-permit": _PERMIT,
    "series-indicate": {"made_in": "ES", "kinds": ["socket"], "reason": "Sockets of there.", **_SURE},
    "series-withhold": {"to_country": "ES", "reason": "A trial runs there."},
    "alert-raise": {"code": "recent", "reason": "Made last week, it seems."},
    "alert-withdraw": {"reason": "It was an old file."},
    "alert-acknowledge": {"acts": "yes"},
    "series-refer": {"to_country": "ES", "send_as": "previews", "items": ["{item}"]},
    "referral-step": {"step": "withdrawn"},
    "duty-unit": {"unit": "{unit}"},
    "api-indications": {"series": "{series}", "made_in": "ES", "kinds": ["socket"], "reason": "Sockets of there."}
    | _SURE,
    "api-alerts": {"series": "{series}", "code": "recent", "reason": "Made last week, it seems."},
    "api-alert-withdrawal": {"reason": "It was an old file."},
    "api-acknowledgements": {"acts": True},
    "api-referrals": {"series": "{series}", "to_country": "ES", "items": ["{item}"]},
    "api-referral-steps": {"step": "withdrawn"},
    "item-permit": _PERMIT,
    "series-export": {"purpose": "police"},
    "lookup": {"hashes": "a" * 32},
    "reopening-propose": {"reason": "Made after the identification."},
    "api-lookup": {"md5": ["a" * 32]},
    "request-new": {"reference": "SE-2026-2222222B", "purpose": "sight", "reason": "A room like one of ours."},
    "request-ask-back": {"body": "Which room?"},
    "request-accept": {"thing": "{series}", "how": "add", "who": "unit", "level": "view"},
    "request-reply": {"body": "The blue one."},
    "api-export": {"purpose": "police"},
    "api-requests": {"reference": "SE-2026-2222222B", "purpose": "sight", "reason": "A room like one of ours."},
    "api-request-answer": {"state": "asked_back", "body": "Which room?"},
    "api-request-reply": {"body": "The blue one."},
    "hash-list-import": {"name": "New", "kind": "harmless", "file": FILE},
    "api-hash-lists": {"name": "New", "kind": "harmless", "file": FILE},
    "item-vote": {"reason": "blank"},
    "api-votes": {"reason": "blank"},
    "set-aside-decide": {"decision": "released"},
    "api-set-aside-decision": {"decision": "released"},
    "api-cases": {"national_reference": "NAT-9"},
    "api-items": {"case": "{case}", "audience": "{audience}", "file": FILE},
    "api-uploads": {"case": "{case}", "audience": "{audience}"},
    "api-upload-known": {"files": [{"sha256": "0" * 64}]},
    "api-series-list": {"title": "Room", "audience": "{audience}"},
    "proposal-accept": {"how": "link"},
    "proposal-reject": {"why": "different"},
    "api-proposal-answer": {"answer": "reject", "why": "different"},
    "series-link": {"other": "{members reference}", "reason": "victim"},
    "series-merge": {"other": "{other reference}"},
    "series-split": {"title": "Half", "items": ["{item}"]},
    "link": {"act": "undo", "reason": "Not so, after all."},
    "same-person": {"act": "undo", "reason": "Not so, after all."},
    "subject-same": {"other": "{members subject}", "reason": "looks"},
    "api-links": {"series": "{series}", "other": "{members series}", "reason": "victim"},
    "api-link": {"act": "undo", "reason": "Not so, after all."},
    "api-subject-links": {"subject": "{subject}", "other": "{members subject}", "reason": "looks"},
    "api-subject-link": {"act": "undo", "reason": "Not so, after all."},
    "api-merge": {"other": "{other series}"},
    "api-split": {"title": "Half", "items": ["{item}"]},
    "api-placements": {"items": ["{other item}"]},
    "api-subjects": {"role": "victim"},
    "api-identifications": {**_HOW, "national_reference": "NAT-9"},
    "api-threads": {"kind": "wallpaper", "question": "Which?", "audience": "{audience}"},
    "api-posts": {"body": "Here."},
    "thread-new-fields": {"kind": "wallpaper"},
    "thread-new-help": {"kind": "wallpaper", "question": "Which?"},
    "thread-crops": {"crop": ["{item} 0.1 0.1 0.5 0.5"]},
    "check-confirm": {"crops": ["{check crop}"]},
    "check-refuse": {"reason": "A hand is visible."},
    "api-thread-crops": {"crops": [{"item": "{item}", "x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}]},
    "api-check-answer": {"outcome": "confirmed", "crops": ["{check crop}"]},
    "thread-close": {"ending": "unanswered"},
    "post-edit": {"body": "There.", "version": "1"},
    "post-redact": {"reason": "It names a person."},
    "post-mark": {"helped": "yes"},
    "post-translate": {"target": "en"},
    "post-indicate": {"made_in": "ES", "kinds": ["socket"], "reason": "Sockets of there.", **_SURE},
    "thread-draft": {"body": "Perhaps"},
    "thread-new-draft": {"question": "Perhaps"},
    "api-post": {"body": "There.", "version": 1},
    "api-post-redaction": {"reason": "It names a person."},
    "api-post-mark": {"helped": True},
    "api-post-translation": {"target": "en"},
    "api-post-indication": {"made_in": "ES", "kinds": ["socket"], "reason": "Sockets of there."} | _SURE,
    "api-thread-ending": {"ending": "unanswered"},
    "notification-settings": {"time_zone": "UTC", "digest": "off", "digest_hour": "8"},
    "subscription-add": {"what": "all"},
    "api-subscriptions": {"what": "all"},
}


def lines() -> dict[tuple[str, str], tuple[tuple[str, ...], dict[str, int]]]:
    """Return the table: (route, method) to what it is about, and each persona's status."""
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        route, method, of, *statuses = line.split()
        assert (route, method) not in found, f"{route} {method} stands there twice"
        named = tuple(name.replace("_", " ") for name in of.split(",") if name != "-")
        found[route, method] = named, dict(zip(PERSONAS, map(int, statuses), strict=True))
    return found


def body_of(world: SmallWorld, route: str) -> dict[str, Any]:
    """Return what is sent to a route by POST."""
    found: dict[str, Any] = filled(world.words(), BODIES.get(route, {}))
    return found


def filled(words: dict[str, str], value: Any) -> Any:
    """Return this with every name in braces replaced, and a new file where one is wanted."""
    if isinstance(value, dict):
        return {name: filled(words, one) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(words, one) for one in value]
    if value == FILE:
        return SimpleUploadedFile("room.jpg", b"no picture", content_type="image/jpeg")
    return value.format_map(words) if isinstance(value, str) else value
