"""Rows that record: what happened (audit) and what is new (events), and who is signed in."""

from icse.core.models.audit import AuditEntry
from icse.core.models.event import Event
from icse.core.models.fact_key import FactKey

__all__ = ["AuditEntry", "Event", "FactKey"]
