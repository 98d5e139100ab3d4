"""Sessions in the database, under a hash of their key: whoever reads the table cannot become anybody."""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession


def hashed(session_key: str) -> str:
    """Return what stands in the table for this key: 40 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's database sessions, looked up by the hash of the cookie's key. The data are signed by Django."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        key = self.session_key
        if key is None:
            return None
        self._session_key = hashed(key)
        try:
            found: AbstractBaseSession | None = super()._get_session_from_db()  # type: ignore[misc]
        finally:
            if self._session_key is not None:
                self._session_key = key
        return found

    def exists(self, session_key: str) -> bool:
        """Tell whether the key is taken."""
        return super().exists(hashed(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row to save, under the hash."""
        row = super().create_model_instance(data)
        row.session_key = hashed(self._get_or_create_session_key())  # type: ignore[attr-defined]
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(hashed(key))

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        """Return Django's session model."""
        return super().get_model_class()
