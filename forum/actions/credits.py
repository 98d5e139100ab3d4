"""Saying which answer helped to identify somebody."""

from django.db import IntegrityError, transaction

from accounts.models import Officer
from accounts.models.owned import owner_fields
from forum.models import Credit, Post, ThreadSeries
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.rights import require_contribution, require_own
from series.models import Identification


@action
def credit_answer(*, identification: Identification, post: Post, by: Officer) -> Credit:
    """Credit an answer with an identification of the officer's country; seen by who sees the series and the thread.

    :raises NotAllowed: the identification is another country's.
    :raises IcseError: the answer belongs to no request about the series.
    :raises Conflict: an answer is credited already.
    """
    require_own(identification, by, "Only the country that recorded the identification may credit an answer.")
    require_contribution(identification.audience_id)
    about = ThreadSeries.objects.filter(thread=post.thread_id, series=identification.subject.series_id).first()
    if about is None:
        raise IcseError("Choose an answer to a request about this series.", field="answer")
    audiences = {"series_audience_id": identification.audience_id, "thread_audience_id": post.audience_id}
    credit = Credit(identification=identification, post=post, **audiences, **owner_fields(by))
    try:
        with transaction.atomic():
            credit.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("An answer has been credited with this identification already.") from error
    audit.record("answer.credited", on=post, identification=str(identification.pk))
    both = [identification.audience_id, post.audience_id]
    events.publish("thread.changed", objects=[post.thread_id, post.pk], audiences=both)
    return credit
