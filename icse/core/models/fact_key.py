"""The key of the signed fact, as the database needs it."""

from django.db import models


class FactKey(models.Model):
    """The padded keys of ``icse.core.facts``; one row. Read by the definer's functions and by nobody else."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    inner_pad = models.BinaryField()
    outer_pad = models.BinaryField()

    def __str__(self) -> str:
        return "fact key"
