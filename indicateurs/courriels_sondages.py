"""Invitations and reminders: written as they leave, and not at all once answered, closed or no longer consented."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.avis.redaction import SansObjet, Texte, redige
from guichet.models import Canal, Consentement
from guichet.referentiels.formats import formater_date
from indicateurs.models import Invitation
from indicateurs.states_sondages import EtatCampagneSondage
from inscriptions.courriels import veut_des_textos
from inscriptions.queries.contacts import sans_silence

AUTRES_LANGUES = {"en": "In English", "es": "En español", "ar": "بالعربية"}


@redige("sondage:invitation", a_chaque_envoi=True)
def _texte_de_l_invitation(identifiant: str, canal: str) -> Texte:
    return _texte(identifiant, canal, rappel=False)


@redige("sondage:relance", a_chaque_envoi=True)
def _texte_du_rappel(identifiant: str, canal: str) -> Texte:
    return _texte(identifiant, canal, rappel=True)


def _texte(identifiant: str, canal: str, *, rappel: bool) -> Texte:
    invitation = Invitation.objects.select_related("vague__campagne", "vague__version", "personne").get(pk=identifiant)
    if not doit_partir(invitation, canal):
        raise SansObjet(identifiant)
    vague = invitation.vague
    adresse = settings.PORTAIL_URL + reverse("sondage_repondre", args=[invitation.code])
    titre = vague.version.titre()
    if canal == Canal.SMS:
        return Texte(
            "", _("Francisation : votre avis compte. %(titre)s : %(lien)s") % {"titre": titre, "lien": adresse}
        )
    contexte = {
        "titre": titre,
        "rappel": rappel,
        "lien": adresse,
        "langues": [
            (mots, f"{adresse}?langue={langue}")
            for langue, mots in AUTRES_LANGUES.items()
            if langue in vague.version.langues
        ],
        "jusqu_au": formater_date(vague.ferme_le),
        "anonyme": vague.est_anonyme,
        "code": invitation.code,
    }
    objet = _("Rappel : votre avis nous aide") if rappel else _("Votre avis nous aide")
    return Texte(objet, render_to_string("indicateurs/courriels/sondage.txt", contexte))


def doit_partir(invitation: Invitation, canal: str) -> bool:
    """Whether the message still has a reason: not answered, wave open, the person still agrees."""
    vague, personne = invitation.vague, invitation.personne
    if invitation.repondue or not vague.est_ouverte(au=timezone.localdate()):
        return False
    if vague.campagne.etat == EtatCampagneSondage.ARRETEE:
        return False
    accord = Consentement.objects.filter(personne=personne, finalite="sondages", accorde=True, retire_le__isnull=True)
    accordee = sans_silence(Invitation.objects.filter(Exists(accord), pk=invitation.pk)).exists()
    return accordee and (canal != Canal.SMS or veut_des_textos(personne))
