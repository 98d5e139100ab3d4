"""A certified person of a unit: the user model."""

import secrets
from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from accounts.models.country import Country, Unit
from icse.core.ids import uuid7


def new_stamp() -> str:
    """Return a random stamp; changing it ends every session of the officer."""
    return secrets.token_hex(16)


class OfficerManager(BaseUserManager["Officer"]):
    """Never reads the password's hash: the application's role may not see that column."""

    def get_queryset(self) -> models.QuerySet["Officer"]:
        """Return officers without their password."""
        return super().get_queryset().defer("password")

    def get_by_natural_key(self, username: str | None) -> "Officer":
        """Return the officer with this e-mail address, in any case."""
        return self.get(email__iexact=username)


class Officer(AbstractBaseUser):
    """A person who signs in. Sees content only while active, certified, and of a connected country."""

    class Role(models.TextChoices):
        """What kind of work the officer does; what each may do stands in ``accounts.permissions``."""

        ANALYST = "analyst", "Analyst"
        SUPERVISOR = "supervisor", "Unit supervisor"
        COORDINATOR = "coordinator", "Coordinator"
        ADMINISTRATOR = "administrator", "Administrator"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="officers")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="officers", editable=False)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.ANALYST)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    certified_until = models.DateField()
    is_active = models.BooleanField(default=True)
    session_stamp = models.CharField(max_length=32, default=new_stamp)
    last_login = None

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        base_manager_name = "objects"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Return what a session must carry to stay valid; made from the stamp, as the password is out of reach."""
        return salted_hmac("accounts.officer.session", self.session_stamp, algorithm="sha256").hexdigest()

    @property
    def is_certified(self) -> bool:
        """True while the certificate runs, its last day included."""
        return self.certified_until >= date.today()  # noqa: DTZ011 - the certificate names a calendar day


class ApiToken(models.Model):
    """A key for a program that acts for one officer. Only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
