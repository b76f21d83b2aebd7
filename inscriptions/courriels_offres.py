"""The messages about an offer of a seat and the seat itself; the link answers only through the page's form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.referentiels.formats import formater_date_heure
from inscriptions.courriels import lien, prevenir
from inscriptions.models import OffreDePlace, Place

SEL_OFFRE = "inscriptions.offre"


def jeton_offre(offre: OffreDePlace) -> str:
    """The signed name of an offer, for its link; the offer's own delay ends it."""
    return signing.dumps(str(offre.pk), salt=SEL_OFFRE)


def offre_du_jeton(jeton: str) -> str | None:
    """The id of the offer this token names, None when it was not signed by us."""
    try:
        return str(signing.loads(jeton, salt=SEL_OFFRE))
    except signing.BadSignature:
        return None


def annoncer_offre(offre: OffreDePlace, *, le: datetime) -> None:
    """Tell the person that a seat is held for her, and until when."""
    adresse = lien("offre_signee", jeton_offre(offre))
    _prevenir(
        offre,
        "proposee",
        objet=_("Une place vous est proposée"),
        gabarit="offre_proposee",
        contexte={"lien": adresse, "expire_le": _moment(offre.expire_le)},
        le=le,
        texto=_("Francisation : une place vous est proposée. Répondez avant le %(date)s : %(lien)s")
        % {"date": _moment(offre.expire_le), "lien": adresse},
    )


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
        objet=_("L'offre de place est annulée"),
        gabarit="offre_retiree",
        contexte={"raison": raison, "lien": lien("suivi")},
        le=le,
    )


def confirmer_place(place: Place, *, le: datetime) -> None:
    """Confirm the seat: group, first day, page of the class."""
    _prevenir(
        place.offre,
        "acceptee",
        objet=_("Votre place est réservée"),
        gabarit="place_confirmee",
        contexte={"lien": lien("classe", place.pk)},
        le=le,
    )


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
        contexte=contexte | {"offre": offre, "groupe": offre.groupe},
        le=le,
        texto=texto,
    )


def _moment(moment: datetime) -> str:
    return formater_date_heure(timezone.localtime(moment))
