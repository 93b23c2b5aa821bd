"""How this product bends allauth: accounts come by invitation alone, and tries that failed are told."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from workspaces import services

logger = logging.getLogger("plumbline.sign_in")


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves; the invitation's own page makes the account."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account, where the way to the change stands."""
        return reverse("workspaces:account")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses whoever tried too often; the first refusal of an account goes into its organisations' trails."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._tell("Signing in was refused after too many tries.", request, credentials)
            services.note_lock_out(self._typed(credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._tell("Signing in failed.", request, credentials)

    def post_login(self, request: HttpRequest, user: Any, **arguments: Any) -> Any:
        logger.info("Signed in.", extra={"person": user.pk, "address": self.get_client_ip(request)})
        return super().post_login(request, user, **arguments)

    def _tell(self, what: str, request: HttpRequest, credentials: dict[str, Any]) -> None:
        """One line with the account's number: what was typed may be a password in the wrong place."""
        person = services.person_of(self._typed(credentials))
        facts = {"person": person.pk if person else None, "address": self.get_client_ip(request)}
        logger.warning(what, extra=facts)

    @staticmethod
    def _typed(credentials: dict[str, Any]) -> str:
        return str(credentials.get("email") or credentials.get("username") or "")
