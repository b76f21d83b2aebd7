"""The messages about an offer of a seat and the seat itself; the link answers only through the page's form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.avis import deposer_avis
from guichet.avis.redaction import Texte, redige
from guichet.models import Canal
from guichet.referentiels.formats import formater_date_heure
from inscriptions.courriels import lien, prevenir
from inscriptions.models import DemandeDePlace, OffreDePlace, Place
from inscriptions.queries.entree_tardive import entree_tardive

SEL_OFFRE = "inscriptions.offre"
# Deposited by the database with the seat, or below; the relay writes their words.
CLE_PROPOSEE, CLE_ACCEPTEE, CLE_REFUSEE = "offre:proposee:", "offre:acceptee:", "demande_de_place:refusee:"


def jeton_offre(offre: OffreDePlace) -> str:
    """The signed name of an offer, for its link; the offer's own delay ends it."""
    return signing.dumps(str(offre.pk), salt=SEL_OFFRE)


def offre_du_jeton(jeton: str) -> str | None:
    """The id of the offer this token names, None when it was not signed by us."""
    try:
        return str(signing.loads(jeton, salt=SEL_OFFRE))
    except signing.BadSignature:
        return None


@redige("offre:proposee")
def rediger_proposition(offre_id: str, canal: str) -> Texte:
    """A seat is held for the person, and until when."""
    offre = _offre(offre_id)
    adresse, expire_le = lien("offre_signee", jeton_offre(offre)), _moment(offre.expire_le)
    if canal == Canal.SMS:
        texto = _("Francisation : une place vous est proposée. Répondez avant le %(date)s : %(lien)s")
        return Texte("", texto % {"date": expire_le, "lien": adresse})
    corps = _corps(offre, "offre_proposee", {"lien": adresse, "expire_le": expire_le})
    return Texte(_("Une place vous est proposée"), corps)


@redige("offre:acceptee")
def rediger_confirmation(offre_id: str, canal: str) -> Texte:
    """The seat is hers: group, first day, page of the class."""
    offre = _offre(offre_id)
    return Texte(
        _("Votre place est réservée"), _corps(offre, "place_confirmee", {"lien": lien("classe", offre.place.pk)})
    )


@redige("demande_de_place:refusee")
def rediger_refus(demande_id: str, canal: str) -> Texte:
    """The seat asked for went to someone before her, or may not be hers; she keeps her rank."""
    demande = DemandeDePlace.objects.select_related("groupe", "personne").get(pk=demande_id)
    contexte = {"demande": demande, "groupe": demande.groupe, "personne": demande.personne, "lien": lien("suivi")}
    corps = render_to_string("inscriptions/courriels/place_refusee.txt", contexte)
    return Texte(_("Réponse à votre demande de place"), corps)


def rappeler_offre(offre: OffreDePlace, *, le: datetime) -> None:
    """Remind the person that the seat waits for her answer."""
    adresse = lien("offre_signee", jeton_offre(offre))
    _prevenir(
        offre,
        "rappel",
        objet=_("Rappel : une place attend votre réponse"),
        gabarit="offre_rappel",
        contexte={"lien": adresse, "expire_le": _moment(offre.expire_le)},
        le=le,
        texto=_("Francisation : il reste peu de temps pour répondre, avant le %(date)s : %(lien)s")
        % {"date": _moment(offre.expire_le), "lien": adresse},
    )


def annoncer_expiration(offre: OffreDePlace, *, le: datetime) -> None:
    """Tell the person that the seat went to someone else, and that she keeps her rank."""
    _prevenir(
        offre,
        "expiree",
        objet=_("Le délai pour répondre est passé"),
        gabarit="offre_expiree",
        contexte={"lien": lien("suivi")},
        le=le,
    )


def annoncer_retrait(offre: OffreDePlace, raison: str, *, le: datetime) -> None:
    """Tell the person that the offer is cancelled and why."""
    _prevenir(
        offre,
        "retiree",
        objet=_("L’offre de place est annulée"),
        gabarit="offre_retiree",
        contexte={"raison": raison, "lien": lien("suivi")},
        le=le,
    )


def confirmer_place(place: Place, *, le: datetime) -> None:
    """Confirm the seat; the relay writes the words."""
    if place.personne.courriel:
        deposer_avis(
            cle=f"{CLE_ACCEPTEE}{place.offre_id}",
            canal=Canal.COURRIEL,
            destinataire=place.personne.courriel,
            du_le=le,
            personne=place.personne,
        )


def _offre(offre_id: str) -> OffreDePlace:
    return OffreDePlace.objects.select_related("personne", "groupe__lieu", "groupe__organisation").get(pk=offre_id)


def _corps(offre: OffreDePlace, gabarit: str, contexte: dict[str, Any]) -> str:
    # As the class stood when the seat was proposed, or taken.
    tardive = entree_tardive(offre.groupe, le=offre.repondue_le or offre.proposee_le)
    contexte |= {"personne": offre.personne, "offre": offre, "groupe": offre.groupe, "tardive": tardive}
    return render_to_string(f"inscriptions/courriels/{gabarit}.txt", contexte)


def _prevenir(
    offre: OffreDePlace,
    quoi: str,
    *,
    objet: str,
    gabarit: str,
    contexte: dict[str, Any],
    le: datetime,
    texto: str = "",
) -> None:
    prevenir(
        offre.personne,
        cle=f"offre:{quoi}:{offre.pk}",
        objet=objet,
        gabarit=gabarit,
        contexte=contexte | {"offre": offre, "groupe": offre.groupe, "tardive": entree_tardive(offre.groupe, le=le)},
        le=le,
        texto=texto,
    )


def _moment(moment: datetime) -> str:
    return formater_date_heure(timezone.localtime(moment))
