"""System checks: what production refuses to start with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def demo_absente(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The demonstration's one-click sign-in never runs in a deployment."""
    if settings.DEMO or settings.ROOT_URLCONF.startswith("guichet.demo"):
        return [Error("La démonstration est activée.", hint="Utilisez guichet.settings.production.", id="portail.E001")]
    return []


@register(Tags.security, deploy=True)
def sms_reel(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A deployment sends text messages through a provider, not to the console."""
    if settings.FOURNISSEUR_SMS.startswith("guichet.avis.sms."):
        return [Error("Aucun fournisseur de textos.", hint="Définissez FOURNISSEUR_SMS.", id="portail.E002")]
    return []


@register(Tags.security, deploy=True)
def pannes_absentes(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The proofs' points of death never act in a deployment."""
    if settings.PANNES:
        return [Error("Des pannes provoquées sont activées.", hint="Retirez PANNES.", id="portail.E003")]
    return []
