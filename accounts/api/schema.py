"""How signing in is described in the API's schema."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object


class OfficerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A token of the officer's own, or the session of the browser."""

    target_class = "accounts.api.OfficerAuthentication"
    name = ["token", "session"]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, str]]:
        """Return both ways."""
        session = {"type": "apiKey", "in": "cookie", "name": "sessionid"}
        return [build_bearer_security_scheme_object("Authorization", "Bearer"), session]
