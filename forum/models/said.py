"""What an answer says beside its text: in a form that can be counted."""

from django.db import models

from accounts.models import Country


class Said(models.Model):
    """A country or region, a product, how sure and how it is known; or that the clue is too common to help."""

    class Confidence(models.TextChoices):
        """How sure who answers is."""

        LOW = "low", "A guess"
        MEDIUM = "medium", "Likely"
        HIGH = "high", "Sure"

    body = models.TextField(max_length=10_000, blank=True)
    language = models.CharField(max_length=12, default="und", db_default="und", help_text="Recognised, a BCP 47 tag.")
    said_country = models.ForeignKey(
        Country, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="Any of ISO 3166."
    )
    said_region = models.CharField(max_length=120, blank=True, default="", db_default="")
    said_product = models.CharField(max_length=200, blank=True, default="", db_default="")
    said_source = models.CharField(max_length=300, blank=True, default="", db_default="")
    confidence = models.CharField(max_length=6, choices=Confidence.choices, blank=True, default="", db_default="")
    too_common = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True

    @property
    def says_something(self) -> bool:
        """True if there is more than the text."""
        return self.too_common or any((self.said_country_id, self.said_region, self.said_product, self.said_source))


#: The columns of ``Said``; what is kept of each version, and emptied when a post is redacted.
SAID = ("said_country_id", "said_region", "said_product", "said_source", "confidence", "too_common")
