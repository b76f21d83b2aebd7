"""Load the delivered data sets: create, correct, close. A row edited by hand is never touched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from guichet.models.referentiels import Referentiel

from .cache import vider
from .jeux import Jeu, Ligne, jeux

LOT = 1000


class ReferentielFige(ValueError):
    """A file gives another value to a period already loaded; a change is a new dated row."""


@dataclass(frozen=True)
class Bilan:
    """What loading one data set did."""

    modele: type[Referentiel]
    total: int
    crees: int
    corriges: int
    fermes: int


@transaction.atomic
def charger_referentiels(*, au: date, derniere_annee: int) -> list[Bilan]:
    """Bring every reference table to what the files say on this day; a second run changes nothing."""
    bilans = [charger(jeu, au=au) for jeu in jeux(derniere_annee=derniere_annee)]
    transaction.on_commit(vider)
    return bilans


def charger(jeu: Jeu, *, au: date, fermer_les_absentes: bool = True) -> Bilan:
    """Load one data set: close what the file no longer has, correct, then create."""
    presentes = {_valeurs(objet, jeu.cle): objet for objet in jeu.modele.objects.all()}
    attendues = {tuple(ligne[nom] for nom in jeu.cle): ligne for ligne in jeu.lignes}
    absentes = [o for cle, o in presentes.items() if o.fournie and cle not in attendues]
    fermes = _fermer(jeu, absentes, au=au) if fermer_les_absentes else 0
    corriges = _corriger(jeu, presentes, attendues)
    locales = [objet for objet in presentes.values() if not objet.fournie]
    nouvelles = [
        ligne for cle, ligne in attendues.items() if cle not in presentes and not _est_remplacee(jeu, ligne, locales)
    ]
    jeu.modele.objects.bulk_create([jeu.modele(**ligne, fournie=True) for ligne in nouvelles], batch_size=LOT)
    return Bilan(jeu.modele, len(attendues), len(nouvelles), corriges, fermes)


def _valeurs(objet: Referentiel, noms: Iterable[str]) -> tuple[Any, ...]:
    """The values of these fields."""
    return tuple(getattr(objet, nom) for nom in noms)


def _fermer(jeu: Jeu, absentes: list[Referentiel], *, au: date) -> int:
    """Close by date the rows in force; a row that never came into force goes away."""
    veille = au - timedelta(days=1)
    a_fermer = [o for o in absentes if o.valide_au is None or o.valide_au > veille]
    jamais = [o.pk for o in a_fermer if o.valide_du is not None and o.valide_du > veille]
    jeu.modele.objects.filter(pk__in=jamais).delete()
    jeu.modele.objects.filter(pk__in=[o.pk for o in a_fermer if o.pk not in jamais]).update(valide_au=veille)
    return len(a_fermer)


def _corriger(jeu: Jeu, presentes: dict, attendues: dict[tuple, Ligne]) -> int:
    """Write what changed in delivered rows; a closed period stays closed."""
    changes, champs = [], set()
    for cle, ligne in attendues.items():
        objet = presentes.get(cle)
        if objet is None or not objet.fournie:
            continue
        ecarts = {nom: v for nom, v in ligne.items() if getattr(objet, nom) != v}
        if objet.valide_au is not None and ecarts.get("valide_au", "") is None:
            del ecarts["valide_au"]
        if figes := ecarts.keys() & set(jeu.figes):
            raise ReferentielFige(f"{objet} : {', '.join(sorted(figes))}")
        if ecarts:
            for nom, valeur in ecarts.items():
                setattr(objet, nom, valeur)
            changes.append(objet)
            champs |= {nom.removesuffix("_id") for nom in ecarts}
    if changes:
        jeu.modele.objects.bulk_update(changes, champs, batch_size=LOT)
    return len(changes)


def _est_remplacee(jeu: Jeu, ligne: Ligne, locales: list[Referentiel]) -> bool:
    """Whether a row entered by hand already speaks of the same subject during this period."""
    if not jeu.sujet:
        return False
    sujet = tuple(ligne[nom] for nom in jeu.sujet)
    return any(_valeurs(o, jeu.sujet) == sujet and _se_chevauchent(o, ligne) for o in locales)


def _se_chevauchent(objet: Referentiel, ligne: Ligne) -> bool:
    """Whether the two periods share a day, open ends included."""
    debut = max(objet.valide_du or date.min, ligne["valide_du"] or date.min)
    fin = min(objet.valide_au or date.max, ligne["valide_au"] or date.max)
    return debut <= fin
