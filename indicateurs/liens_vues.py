"""The link to a document sent: signed, for its person alone, good for a time. It opens nothing without sign-in."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from guichet.referentiels.parametres import parametre
from indicateurs.models import EnvoiVue

_SIGNATURE = Signer(salt="indicateurs.vue")


def lien_du_document(envoi: EnvoiVue) -> str:
    """The path of the document with its signature."""
    return f"{reverse('vue_envoyee', args=[envoi.pk])}?cle={_cle(envoi)}"


def est_signe(envoi: EnvoiVue, cle: str) -> bool:
    """True when this key was signed for this document and its person."""
    return constant_time_compare(_cle(envoi), cle)


def expire_le(envoi: EnvoiVue) -> date:
    """The last day the link opens: fixed by the day the document was made."""
    jour = timezone.localdate(envoi.fait_le)
    return jour + timedelta(days=int(parametre("vue_lien_jours", au=jour)))


def _cle(envoi: EnvoiVue) -> str:
    return _SIGNATURE.signature(f"{envoi.pk}:{envoi.abonnement.utilisateur_id}:{expire_le(envoi)}")
