"""What units say of a subject and of an item, each by its own word and with how surely; they may disagree."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.languages import language_names
from accounts.models import Audience, Owned
from series.models.item import Item
from series.models.subject import Identification, Subject

LONGEST_VALUE = 300


class Statement(Owned):
    """One unit's word. It is never changed: what holds no more is withdrawn, and stays known as withdrawn."""

    #: Of each kind that has them, the codes and what they mean; other kinds take words.
    CODES: ClassVar[dict[str, dict[str, str]]] = {}
    #: Of these kinds one value holds at a time, so that two different ones disagree.
    ONE_VALUE: ClassVar[frozenset[str]] = frozenset()
    #: What says that it cannot be told, and so contradicts nothing.
    UNSURE: ClassVar = "unsure"

    value = models.CharField(max_length=LONGEST_VALUE)
    source_evaluation = models.CharField(max_length=1, choices=Identification.SourceEvaluation.choices)
    information_evaluation = models.SmallIntegerField(choices=Identification.InformationEvaluation.choices)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def words(self) -> str:
        """The value, as pages say it."""
        return self.in_words(self.kind, self.value)  # type: ignore[attr-defined]

    @classmethod
    def in_words(cls, kind: str, value: str) -> str:
        """Return what a value of a kind means."""
        return cls.CODES.get(kind, {}).get(value, value)

    @property
    def evaluation(self) -> str:
        """Source and information, such as A1."""
        return f"{self.source_evaluation}{self.information_evaluation}"


class SubjectStatement(Statement):
    """What one unit says of a victim or an offender; seen by who sees the series."""

    class Kind(models.TextChoices):
        """What is said."""

        SEX = "sex", "Sex"
        AGE = "age", "Age"
        LANGUAGE = "language", "Spoken language"
        HAIR = "hair", "Hair"
        MARK = "mark", "Mark, such as a scar or a tattoo"
        OTHER = "other", "Something else"

    CODES: ClassVar = {
        "sex": {"female": "Female", "male": "Male", "unsure": "Cannot be told"},
        # The bands are ours: what can be told from a picture, cut at what most laws ask for.
        "age": {
            "0-2": "0 to 2",
            "3-5": "3 to 5",
            "6-9": "6 to 9",
            "10-13": "10 to 13",
            "14-17": "14 to 17",
            "adult": "Adult",
            "unsure": "Cannot be told",
        },
        "hair": {
            "black": "Black",
            "brown": "Brown",
            "fair": "Fair",
            "red": "Red",
            "grey": "Grey or white",
            "none": "None",
            "dyed": "Dyed in another colour",
            "unsure": "Cannot be told",
        },
    }
    ONE_VALUE: ClassVar = frozenset({"sex", "age", "hair"})

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="statements", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(value=""), name="subject_statement_says_something"),
            models.UniqueConstraint(
                fields=["subject", "unit", "kind", "value"],
                condition=Q(withdrawn_at=None),
                name="subject_statement_once_a_unit",
            ),
        ]
        indexes = [models.Index(fields=["subject", "-id"], name="said_of_subject")]

    @classmethod
    def in_words(cls, kind: str, value: str) -> str:
        """Return what a value of a kind means; of a language its name."""
        if kind == cls.Kind.LANGUAGE:
            [name] = language_names([value.lower()])
            return value if name.lower() == value.lower() else f"{name} ({value})"
        return super().in_words(kind, value)


class ItemStatement(Statement):
    """What one unit says of an item, beside what was said of it at upload (``Item.nature``)."""

    class Kind(models.TextChoices):
        """What is said."""

        NATURE = "nature", "Content or context"
        DISTRIBUTED = "distributed", "Distributed"
        TAKEN_BY = "taken_by", "Who took it"
        AUTHENTICITY = "authenticity", "Real, altered or generated"

    CODES: ClassVar = {
        "nature": {"content": "Content", "context": "Context", "unsure": "Cannot be told"},
        "distributed": {"yes": "Found elsewhere too", "no": "Not known to be distributed", "unsure": "Not known"},
        # Who held the camera says nothing of whose fault it is (Terminology Guidelines, 2025).
        "taken_by": {
            "child": "The child, whatever the pressure or deceit",
            "other": "Somebody else",
            "unsure": "Cannot be told",
        },
        "authenticity": {
            "real": "Real",
            "altered": "Real, and altered",
            "generated": "Generated",
            "unsure": "Not determined",
        },
    }
    ONE_VALUE: ClassVar = frozenset(CODES)

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="statements", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(value=""), name="item_statement_says_something"),
            models.UniqueConstraint(
                fields=["item", "unit", "kind"], condition=Q(withdrawn_at=None), name="item_statement_once_a_unit"
            ),
        ]
        indexes = [models.Index(fields=["item", "-id"], name="said_of_item")]


class Depiction(Owned):
    """An item shows a subject of a series that it is in. Seen by who sees both.

    It counts while the item is placed in the subject's series: where the two are parted it sleeps.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="depictions", db_index=False)
    subject_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="depictions", db_index=False)
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # With the audiences (which are the parents'), or a duplicate key would tell of a row that is hidden.
            models.UniqueConstraint(
                fields=["item", "item_audience", "subject", "subject_audience"], name="depicted_once"
            ),
        ]
        indexes = [models.Index(fields=["subject", "item"], name="depictions_of_subject")]

    def __str__(self) -> str:
        return f"{self.subject_id} in {self.item_id}"
