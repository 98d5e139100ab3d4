"""Audiences: the partition. A named set of countries, units or officers that something is shown to."""

import uuid

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models.country import Country, Unit


class Audience(models.Model):
    """Who is in it stands in the grants (``view_audience``, ``contribute_audience``), and nowhere else."""

    class Kind(models.TextChoices):
        """All connected countries, one country, or a list."""

        MEMBERS = "members", "All members"
        NATIONAL = "national", "National"
        GROUP = "group", "Group"

    id = models.AutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="audiences")
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="Made it, and may change it."
    )
    version = models.IntegerField(default=1, db_default=1)
    named_only = models.BooleanField(default=False, help_text="Holds single officers, no countries and no units.")
    lists_members = models.BooleanField(default=False, help_text="Its members may see who else is in it.")

    class Meta:
        permissions = [("contribute_audience", "Can contribute to the audience")]
        default_permissions = ("view",)
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(kind="members"), name="one_members_audience"),
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(kind="national"), name="one_national_audience"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="members", owner=None) | (~models.Q(kind="members") & ~models.Q(owner=None)),
                name="audience_owner_fits_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="group") | models.Q(unit=None, named_only=False, lists_members=False),
                name="audience_of_a_unit_is_a_group",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AudienceGroupGrant(GroupObjectPermissionBase):
    """An audience given to a country's or a unit's group."""

    content_object = models.ForeignKey(Audience, on_delete=models.CASCADE)


class AudienceUserGrant(UserObjectPermissionBase):
    """An audience given to one officer."""

    content_object = models.ForeignKey(Audience, on_delete=models.CASCADE)
