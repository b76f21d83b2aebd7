"""Until when does the one who has the ball have it, and is it late? Derived from the state's age, never stored."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables, jours_ouvrables_entre
from guichet.referentiels.queries import jours_feries, parametre
from partenaires.attentes import ATTENTES, attente_de

UN_JOUR = timedelta(days=1)
# States without a counted delay that wait for a date of the object itself.
DATES = {
    ("entente", "signee"): "debut",
    ("reddition", "a_produire"): "due_le",
    ("reddition", "brouillon"): "due_le",
    ("versement", "planifie"): "prevu_le",
}


def echeance(objet: Any, *, au: date) -> date | None:
    """The last day of the one who acts next: business days from the state's first day, or the object's own date.

    None when nothing is expected by a date. `prochaine_reddition`, when a query gave it, is the day of an entente in
    progress.
    """
    attente = attente_de(objet)
    if attente.delai:
        depuis = timezone.localdate(objet.etat_depuis)
        return ajouter_jours_ouvrables(depuis, int(parametre(attente.delai, au=au)), jours_feries())
    if (champ := DATES.get((objet.CYCLE, str(objet.etat)))) is not None:
        return getattr(objet, champ)
    if objet.CYCLE == "entente" and objet.est_ebauche:
        return objet.appel.ferme_le if objet.appel_id else None
    return getattr(objet, "prochaine_reddition", None)


def est_en_retard(objet: Any, *, au: date) -> bool:
    """True once the last day is past and the one who acts has not."""
    jour = echeance(objet, au=au)
    return jour is not None and jour < au


def depuis_au_plus(delai: str, *, au: date) -> date:
    """The latest day a state may have begun for its delay, counted in business days, to be over on `au`."""
    nombre, feries = int(parametre(delai, au=au)), jours_feries()
    jour = au - UN_JOUR
    while jours_ouvrables_entre(jour, au - UN_JOUR, feries) < nombre:
        jour -= UN_JOUR
    return jour


def en_retard(cycle: str, *, au: date) -> Q:
    """The condition that selects the late objects of a life cycle: the same days as `est_en_retard`."""
    condition = Q(pk__in=[])
    for etat, attente in ATTENTES[cycle].items():
        if attente.delai:
            limite = depuis_au_plus(attente.delai, au=au)
            condition |= Q(etat=str(etat), etat_depuis__lt=_fin_du_jour(limite))
    for (objet, etat), champ in DATES.items():
        if objet == cycle:
            condition |= Q(etat=etat, **{f"{champ}__lt": au})
    return condition


def _fin_du_jour(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour + UN_JOUR, time.min))
