"""Our words and our outbox inside allauth's sign-in."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from guichet.acteurs import ROLES_AVEC_AMF
from guichet.avis import deposer_avis
from guichet.cloison import Portee, portee
from guichet.comptes.session import adhesions_de, personne_du_compte
from guichet.models import Canal, Personne


class AdaptateurComptes(DefaultAccountAdapter):
    """Every account message leaves through the outbox, like all others."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Deposit the message; codes and links live in its body only."""
        site = {"name": settings.SITE_NAME, "domain": settings.PORTAIL_URL}
        contexte = context | {"request": self.request, "email": email, "current_site": site}
        message = self.render_mail(template_prefix, email, contexte)
        deposer_avis(
            cle=f"compte:{template_prefix.rsplit('/', 1)[-1]}:{uuid.uuid4()}",
            canal=Canal.COURRIEL,
            destinataire=email,
            objet=message.subject,
            corps=message.body,
            du_le=timezone.now(),
        )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Once an address is proved, the person's file follows the account."""
        confirmee = super().confirm_email(request, email_address)
        dossier = personne_du_compte(email_address.user_id) if confirmee else None
        if dossier:
            with portee(Portee("personne", personne=str(dossier))):
                Personne.objects.filter(pk=dossier).update(courriel=email_address.email)
        return confirmee

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Each role starts from its own home."""
        return "/espace/"


class AdaptateurAmf(DefaultMFAAdapter):
    """Staff keep at least one second factor."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to remove the last factor of an account that must have one."""
        roles = {adhesion.role for adhesion in adhesions_de(authenticator.user_id)}
        if not roles & {str(role) for role in ROLES_AVEC_AMF}:
            return True
        autres = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return autres.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
