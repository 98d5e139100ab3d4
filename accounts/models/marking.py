"""How far what is shared may travel: TLP 2.0 and SIENA-style handling codes, on series, items and threads."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

NOTE_LENGTH = 500


class Tlp(models.TextChoices):
    """The Traffic Light Protocol, version 2.0 (FIRST, August 2022). Exclusive."""

    RED = "red", "TLP:RED"
    AMBER_STRICT = "amber+strict", "TLP:AMBER+STRICT"
    AMBER = "amber", "TLP:AMBER"
    GREEN = "green", "TLP:GREEN"
    CLEAR = "clear", "TLP:CLEAR"


class Handling(models.TextChoices):
    """SIENA's handling codes. H0 stands alone; H1 to H3 add up."""

    H0 = "H0", "H0: only to prevent and combat crime"
    H1 = "H1", "H1: not in judicial proceedings without the provider's permission"
    H2 = "H2", "H2: not to be passed on without the provider's permission"
    H3 = "H3", "H3: other restrictions, as written"


def no_restriction() -> list[str]:
    """Return the codes of what nobody restricted."""
    return [Handling.H0.value]


class Marked(models.Model):
    """Carries its owner's marking. Only the owner's country changes it."""

    tlp = models.CharField(max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    handling = ArrayField(models.CharField(max_length=2, choices=Handling.choices), default=no_restriction)
    handling_note = models.CharField(max_length=NOTE_LENGTH, blank=True, help_text="Free text; H3 needs it.")

    class Meta:
        abstract = True


def marking_constraints(noun: str) -> list[models.CheckConstraint]:
    """Return what the database holds every marked row to. TLP:RED is checked by a trigger: it asks the audience."""
    codes = ["H0", "H1", "H2", "H3"]
    return [
        models.CheckConstraint(condition=Q(tlp__in=Tlp.values), name=f"{noun}_tlp_is_known"),
        models.CheckConstraint(
            condition=Q(handling__contained_by=codes)
            & Q(handling__len__gt=0)
            & (Q(handling=["H0"]) | ~Q(handling__contains=["H0"])),
            name=f"{noun}_handling_is_known",
        ),
        models.CheckConstraint(
            condition=~Q(handling__contains=["H3"]) | ~Q(handling_note=""), name=f"{noun}_h3_says_what"
        ),
    ]
