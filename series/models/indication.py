"""Where a series was probably made, by whose word; and to which countries its owner does not refer it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Owned
from series.models.series import Series
from series.models.subject import Identification


class Indication(Owned):
    """An officer's statement that a series was probably made in a country. Several may disagree, in the open."""

    class Kind(models.TextChoices):
        """What speaks for it."""

        LANGUAGE = "language", "Language or accent"
        PRODUCT = "product", "Product"
        SOCKET = "socket", "Plug or socket"
        LANDMARK = "landmark", "Landmark or landscape"
        DEVICE = "device", "Device data"
        OTHER = "other", "Something else"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="indications")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    made_in = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", help_text="Any of ISO 3166.")
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind.choices))
    reason = models.TextField(max_length=2000)
    source_evaluation = models.CharField(max_length=1, choices=Identification.SourceEvaluation.choices)
    information_evaluation = models.SmallIntegerField(choices=Identification.InformationEvaluation.choices)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & Q(kinds__len__gt=0), name="indication_says_why"),
            models.UniqueConstraint(fields=["id", "audience"], name="indication_id_audience"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                include=["series", "audience", "country", "made_in"],
                condition=Q(withdrawn_at=None),
                name="indication_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} in {self.made_in_id}"

    @property
    def kinds_in_words(self) -> list[str]:
        """What speaks for it, as pages say it."""
        return [self.Kind(kind).label for kind in self.kinds]


class Withholding(Owned):
    """The owner does not refer a series to a country, and why. Seen by officers of the owner's country only."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="withholdings")
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    to_country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withholding_says_why"),
            models.UniqueConstraint(fields=["series", "to_country"], condition=Q(ended_at=None), name="withheld_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} from {self.to_country_id}"
