"""Claim a message, send it, mark it: never sent twice by itself, never lost."""

from __future__ import annotations

import smtplib
import uuid
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.avis.redaction import SansObjet, est_a_rediger, rediger
from guichet.avis.sms import fournisseur_sms
from guichet.cloison import portee
from guichet.models import Avis, Canal, EtatAvis
from guichet.pannes import point_de_rupture

ESSAIS = 6
# A claim this old belongs to a relay that died between the provider's answer and its own commit.
RECLAMATION_PERDUE = timedelta(minutes=10)
# The provider said no before taking the message: trying again cannot send it twice.
REFUS_SUR = (ConnectionRefusedError, smtplib.SMTPConnectError, smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused)


def reclamer(*, au: datetime, lot: int = 50) -> list[uuid.UUID]:
    """Claim due messages, oldest first; another relay never gets the same ones."""
    with portee(Acteur.systeme()):
        dus = list(
            Avis.objects.a_envoyer(au=au)
            .exclude(canal=Canal.LETTRE)
            .select_for_update(skip_locked=True)
            .order_by("du_le")
            .values_list("pk", flat=True)[:lot]
        )
        Avis.objects.filter(pk__in=dus).update(etat=EtatAvis.EN_COURS, reclame_le=au, tentatives=F("tentatives") + 1)
    return dus


def envoyer(avis_id: uuid.UUID) -> str:
    """Send one claimed message and return the state it reached."""
    avis = None
    try:
        with portee(Acteur.systeme()):
            avis = Avis.objects.filter(pk=avis_id, etat=EtatAvis.EN_COURS).first()
            if avis is None:
                return ""
            _completer(avis)
    except Exception as erreur:
        if avis is None:
            raise
        if isinstance(erreur, SansObjet):
            return _marquer(avis, EtatAvis.SANS_OBJET)
        return _marquer_refus(avis, erreur)  # Nothing left us: trying again cannot send it twice.
    point_de_rupture("avis.avant_envoi")
    try:
        _remettre(avis)
    except REFUS_SUR as erreur:
        return _marquer_refus(avis, erreur)
    except Exception as erreur:  # The provider may have taken it: a person decides.
        return _marquer(avis, EtatAvis.INCERTAIN, erreur=type(erreur).__name__)
    point_de_rupture("avis.apres_envoi")
    return _marquer(avis, EtatAvis.ENVOYE, envoye_le=timezone.now())


def signaler_perdus(*, au: datetime) -> int:
    """Turn claims whose relay died into `incertain`; return how many."""
    with portee(Acteur.systeme()):
        return Avis.objects.filter(etat=EtatAvis.EN_COURS, reclame_le__lt=au - RECLAMATION_PERDUE).update(
            etat=EtatAvis.INCERTAIN, erreur="relais interrompu"
        )


def _completer(avis: Avis) -> None:
    """Write the text of a message deposited without one, and keep it; `SansObjet` when its reason has vanished."""
    if est_a_rediger(avis):
        texte = rediger(avis)
        avis.objet, avis.corps = texte.objet[:200], texte.corps
        avis.save(update_fields=["objet", "corps"])


def _remettre(avis: Avis) -> None:
    if avis.canal == Canal.SMS:
        fournisseur_sms().envoyer(destinataire=avis.destinataire, corps=avis.corps, cle=str(avis.pk))
        return
    message = EmailMultiAlternatives(
        avis.objet, avis.corps, to=[avis.destinataire], headers={"Message-ID": f"<{avis.pk}@guichet>"}
    )
    if avis.corps_html:
        message.attach_alternative(avis.corps_html, "text/html")
    message.send()


def _marquer(avis: Avis, etat: str, **champs: object) -> str:
    with portee(Acteur.systeme()):
        Avis.objects.filter(pk=avis.pk, etat=EtatAvis.EN_COURS).update(etat=etat, **champs)
    return etat


def _marquer_refus(avis: Avis, erreur: Exception) -> str:
    """Try again later, each time twice as late, then give up for a person to see."""
    if avis.tentatives >= ESSAIS:
        return _marquer(avis, EtatAvis.ECHEC, erreur=type(erreur).__name__)
    attente = timedelta(minutes=2**avis.tentatives)
    return _marquer(avis, EtatAvis.A_ENVOYER, du_le=timezone.now() + attente, erreur=type(erreur).__name__)
