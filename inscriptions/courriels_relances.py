"""The messages of follow-ups and campaigns: written when they leave, and not at all when the person is back."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.avis import deposer_avis
from guichet.avis.redaction import SansObjet, Texte, redige
from guichet.models import Canal
from inscriptions.courriels import lien, veut_des_textos
from inscriptions.models import (
    CibleCampagne,
    GenreSuivi,
    Inscription,
    ParticipationCampagne,
    SuiviPersonne,
    TentativeContact,
)
from inscriptions.queries.contacts import sans_silence
from inscriptions.queries.suivis import avec_le_fait

CLE_SUIVI = "suivi:relance"
CLE_CAMPAGNE = "campagne:relance"
# What happened, in the person's words; the page where she acts is the same.
PHRASES = {
    GenreSuivi.ABSENCES: gettext_lazy("Nous ne vous avons pas vu aux derniers cours."),
    GenreSuivi.ABSENCE_INITIALE: gettext_lazy("Nous ne vous avons pas vu au premier cours."),
    GenreSuivi.ABANDON: gettext_lazy("Vous avez quitté votre cours de français."),
    GenreSuivi.OFFRE_EXPIREE: gettext_lazy("Une place vous attendait. Le délai pour répondre est passé."),
    GenreSuivi.DOSSIER_INCOMPLET: gettext_lazy("Il manque une information à votre demande de cours."),
    CibleCampagne.BROUILLON: gettext_lazy("Vous avez commencé une demande de cours. Elle n’est pas envoyée."),
    CibleCampagne.A_COMPLETER: gettext_lazy("Il manque une information à votre demande de cours."),
    CibleCampagne.RETIREE: gettext_lazy("Vous avez retiré votre demande de cours de français."),
    CibleCampagne.INACTIVE: gettext_lazy("Votre demande de cours de français est en pause."),
}


def relancer(tentative: TentativeContact, *, le: datetime) -> None:
    """Deposit the message of one attempt, without its text: the relay writes it."""
    _deposer(f"{CLE_SUIVI}:{tentative.pk}", tentative, tentative.canal, le)


def envoyer_campagne(participation: ParticipationCampagne, *, le: datetime) -> None:
    """Deposit the message of one person drawn to be contacted."""
    _deposer(f"{CLE_CAMPAGNE}:{participation.pk}", participation, participation.campagne.canal, le)


@redige(CLE_SUIVI, a_chaque_envoi=True)
def _texte_du_suivi(identifiant: str, canal: str) -> Texte:
    tentative = TentativeContact.objects.get(pk=uuid.UUID(identifiant))
    suivi = avec_le_fait(SuiviPersonne.objects.ouverts()).filter(pk=tentative.suivi_id, fait="").first()
    if suivi is None or not _accepte(tentative, canal):
        raise SansObjet
    return _texte(GenreSuivi(suivi.genre), canal)


@redige(CLE_CAMPAGNE, a_chaque_envoi=True)
def _texte_de_la_campagne(identifiant: str, canal: str) -> Texte:
    participation = ParticipationCampagne.objects.select_related("campagne").get(pk=uuid.UUID(identifiant))
    cible = participation.campagne.cible
    encore = Inscription.objects.filter(pk=participation.inscription_id, etat=cible).exists()
    if not encore or not _accepte(participation, canal):
        raise SansObjet
    return _texte(CibleCampagne(cible), canal)


def _deposer(cle: str, objet: TentativeContact | ParticipationCampagne, canal: str, le: datetime) -> None:
    personne = objet.personne
    if personne is None:  # Someone another app keeps has no message of the portal's.
        return
    par_texto = canal == Canal.SMS
    deposer_avis(
        cle=f"{cle}:sms" if par_texto else cle,
        canal=canal,
        destinataire=personne.telephone if par_texto else personne.courriel,
        du_le=le,
        personne=personne,
    )


def _accepte(objet: TentativeContact | ParticipationCampagne, canal: str) -> bool:
    """Whether the person still accepts this channel when the message leaves."""
    personne = objet.personne
    if personne is None:
        return False
    silence = not sans_silence(type(objet)._default_manager.filter(pk=objet.pk)).exists()
    return not silence and (canal != Canal.SMS or veut_des_textos(personne))


def _texte(raison: GenreSuivi | CibleCampagne, canal: str) -> Texte:
    phrase, adresse = str(PHRASES[raison]), lien("suivi")
    if canal == Canal.SMS:
        return Texte(
            "",
            _("Francisation : %(phrase)s Voyez ce que vous pouvez faire : %(lien)s")
            % {"phrase": phrase, "lien": adresse},
        )
    corps = render_to_string("inscriptions/courriels/relance.txt", {"phrase": phrase, "lien": adresse})
    return Texte(_("Votre cours de français : pouvons-nous vous aider?"), corps)
