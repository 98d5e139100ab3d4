"""One act of one officer, or of the system."""

from django.db import models

from icse.core.ids import uuid7


class AuditEntry(models.Model):
    """Who did what to which object, when. Written with the act itself; never changed, never deleted, no content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=60)
    officer_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=60, blank=True, help_text="Why the system acted, where no officer did.")
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict, help_text="Keys, codes and numbers; never text that somebody typed.")

    class Meta:
        indexes = [
            models.Index(fields=["officer_id", "-id"], name="audit_by_officer"),
            models.Index(fields=["object_id", "action"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"
