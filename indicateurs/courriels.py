"""The message that announces a view: no figure in it, two links behind sign-in; the right is checked as it leaves."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.avis import deposer_avis
from guichet.avis.redaction import SansObjet, Texte, redige
from guichet.models import Canal
from indicateurs.liens_vues import expire_le, lien_du_document
from indicateurs.models import EnvoiVue
from indicateurs.policies import peut_encore_lire


def annoncer_vue(envoi: EnvoiVue, *, le: datetime) -> None:
    """Deposit the message of a due date: one key, one message."""
    deposer_avis(
        cle=f"vue:envoi:{envoi.pk}",
        canal=Canal.COURRIEL,
        destinataire=envoi.abonnement.utilisateur.email,
        du_le=le,
    )


@redige("vue:envoi", a_chaque_envoi=True)
def rediger_vue(identifiant: str, canal: str) -> Texte:
    """The words, while the subscription holds and its person still has the right; `SansObjet` otherwise."""
    envoi = EnvoiVue.objects.select_related("abonnement__utilisateur").get(pk=identifiant)
    abonnement = envoi.abonnement
    if not abonnement.est_actif or not peut_encore_lire(abonnement.utilisateur, au=timezone.localdate()):
        raise SansObjet(identifiant)
    contexte = {
        "envoi": envoi,
        "abonnement": abonnement,
        "page": f"{settings.PORTAIL_URL}{reverse('tableau_de_bord')}?{abonnement.vue}",
        "document": settings.PORTAIL_URL + lien_du_document(envoi),
        "expire_le": expire_le(envoi),
        "fin": settings.PORTAIL_URL + reverse("abonnements"),
    }
    return Texte(_("Votre tableau de bord"), render_to_string("indicateurs/courriels/vue.txt", contexte))
