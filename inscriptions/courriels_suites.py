"""The messages of referrals, refusals by a partner and late entry; nothing about a person before she agreed."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.avis import deposer_avis
from guichet.models import Canal
from guichet.referentiels.formats import formater_date
from inscriptions.courriels import lien, prevenir
from inscriptions.models import Place, Recommandation

SEL_RECOMMANDATION = "inscriptions.recommandation"


def jeton_recommandation(recommandation: Recommandation) -> str:
    """The signed name of a referral, for its link; the referral's own delay ends it."""
    return signing.dumps(str(recommandation.pk), salt=SEL_RECOMMANDATION)


def recommandation_du_jeton(jeton: str) -> str | None:
    """The id of the referral this token names, None when it was not signed by us."""
    try:
        return str(signing.loads(jeton, salt=SEL_RECOMMANDATION))
    except signing.BadSignature:
        return None


def demander_accord(recommandation: Recommandation, *, le: datetime) -> None:
    """Ask the person whether this partner may know of her request; an invitation says how to file one."""
    adresse = lien("recommandation_signee", jeton_recommandation(recommandation))
    contexte = {
        "recommandation": recommandation,
        "groupe": recommandation.groupe,
        "organisation": recommandation.groupe.organisation,
        "lien": adresse,
        "expire_le": formater_date(timezone.localdate(recommandation.expire_le)),
    }
    if recommandation.personne is not None:
        prevenir(
            recommandation.personne,
            cle=f"recommandation:accord:{recommandation.pk}",
            objet=_("Une école veut vous proposer un cours"),
            gabarit="recommandation_accord",
            contexte=contexte,
            le=le,
            texto=_("Francisation : une école veut vous proposer un cours. Donnez votre réponse : %(lien)s")
            % {"lien": adresse},
        )
    elif recommandation.est_invitation:
        deposer_avis(
            cle=f"recommandation:invitation:{recommandation.pk}",
            canal=Canal.COURRIEL,
            destinataire=recommandation.courriel,
            objet=_("Une école vous invite à un cours de français"),
            corps=render_to_string("inscriptions/courriels/recommandation_invitation.txt", contexte),
            du_le=le,
            organisation=recommandation.organisation,
        )


def annoncer_suite(recommandation: Recommandation, *, retenue: bool, le: datetime) -> None:
    """Tell the person what became of the proposal she agreed to."""
    if recommandation.personne is None:
        return
    prevenir(
        recommandation.personne,
        cle=f"recommandation:suite:{recommandation.pk}:{'preference' if retenue else 'ecartee'}",
        objet=_("Suite de la proposition d’une école"),
        gabarit="recommandation_suite",
        contexte={
            "groupe": recommandation.groupe,
            "organisation": recommandation.groupe.organisation,
            "retenue": retenue,
            "lien": lien("suivi"),
        },
        le=le,
    )


def annoncer_changement_de_groupe(place: Place, *, le: datetime) -> None:
    """Tell the person that another group is looked for, that nothing is her fault, that she keeps her rank."""
    prevenir(
        place.personne,
        cle=f"changement-de-groupe:{place.pk}",
        objet=_("Nous cherchons un autre groupe pour vous"),
        gabarit="changement_de_groupe",
        contexte={"groupe": place.groupe, "lien": lien("suivi")},
        le=le,
        texto=_("Francisation : nous cherchons un autre groupe pour vous. Vous gardez votre rang. %(lien)s")
        % {"lien": lien("suivi")},
    )
