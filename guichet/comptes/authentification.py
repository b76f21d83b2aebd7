"""How an account is loaded for a request."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend


class ComptesActifs(AuthenticationBackend):
    """allauth's e-mail sign-in; an account made inactive is signed out at its next request."""

    def get_user(self, user_id: int):
        utilisateur = super().get_user(user_id)
        return utilisateur if utilisateur and utilisateur.is_active else None
