"""Each figure counted the slow way, object by object, from its French definition alone: no SQL of the portal's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone

from guichet.models import Journal
from guichet.referentiels.parametres import parametre
from inscriptions.models import Evaluation, Groupe, Inscription, Place, Presence, Resultat

COMPETENCES = ("CO", "PO", "CE", "PE")
VENUS = ("present", "retard")
CLOSES = ("terminee", "retiree", "non_admissible", "inactive")


@dataclass(frozen=True)
class Cas:
    """One case of a figure: its day, whom it is about, what it adds above and below the line."""

    jour: date
    objet: Any
    haut: Fraction
    bas: Fraction


def jour(moment: datetime) -> date:
    """The local day."""
    return timezone.localdate(moment)


def plus_mois(depart: date, mois: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    rang = depart.month - 1 + mois
    annee, numero = depart.year + rang // 12, rang % 12 + 1
    for numero_du_jour in range(depart.day, 27, -1):
        try:
            return date(annee, numero, numero_du_jour)
        except ValueError:
            continue
    return date(annee, numero, depart.day)


def _heures(presence: Presence) -> Fraction:
    debut, fin = presence.seance.heure_debut, presence.seance.heure_fin
    return Fraction((fin.hour - debut.hour) * 60 + fin.minute - debut.minute, 60)


def _presences() -> Iterator[tuple[Presence, Fraction, bool]]:
    for presence in Presence.objects.select_related("seance", "place"):
        if presence.seance.annulee_le is None and presence.code != "transfert":
            yield presence, _heures(presence), presence.code in VENUS


def assiduite() -> Iterator[Cas]:
    for presence, heures, venue in _presences():
        yield Cas(presence.seance.date, presence.place, heures if venue else Fraction(0), heures)


def absence() -> Iterator[Cas]:
    for presence, heures, venue in _presences():
        yield Cas(presence.seance.date, presence.place, Fraction(0) if venue else heures, heures)


def ecart_heures() -> Iterator[Cas]:
    for presence, heures, venue in _presences():
        yield Cas(presence.seance.date, presence.place, heures if venue else Fraction(0), Fraction(0))
    for personne in {e.personne_id for e in Evaluation.objects.all()}:
        siennes = Evaluation.objects.filter(personne=personne, genre="classement").order_by("evaluee_le", "id")
        premiere = siennes.first()
        if premiere is not None:
            formule = premiere.inscription.formules[0]
            manque = max(0, 8 - min(premiere.co, premiere.po))
            heures = Fraction(manque * parametre(f"heures_par_niveau_{formule}", au=jour(premiere.evaluee_le)))
            yield Cas(jour(premiere.evaluee_le), premiere.inscription, Fraction(0), heures)


def occupation_places() -> Iterator[Cas]:
    for groupe in Groupe.objects.filter(etat__in=("en_cours", "termine", "ferme")):
        commencees = sum(1 for place in groupe.places.all() if place.commencee_le)
        yield Cas(groupe.debut, groupe, Fraction(commencees), Fraction(groupe.capacite))


def groupes_ouverts() -> Iterator[Cas]:
    for groupe in Groupe.objects.exclude(etat="envisage"):
        yield Cas(groupe.debut, groupe, Fraction(int(groupe.etat in ("en_cours", "termine", "ferme"))), Fraction(1))


def couverture_demandes() -> Iterator[Cas]:
    for demande in Inscription.objects.filter(deposee_le__isnull=False):
        obtenue = any(p.commencee_le or p.etat == "confirmee" for p in demande.places.all())
        yield Cas(jour(demande.deposee_le), demande, Fraction(int(obtenue)), Fraction(1))


def _premieres() -> Iterator[Place]:
    vues = set()
    for place in Place.objects.filter(commencee_le__isnull=False).order_by("commencee_le", "id"):
        if place.personne_id not in vues:
            vues.add(place.personne_id)
            yield place


def _mesures(personne: Any, competence: str) -> list[tuple[datetime, int, Any]]:
    """Every measure of a person in a skill, in time; evaluations have no seat."""
    evaluees = Evaluation.objects.filter(personne=personne, genre="classement")
    lues = [(e.evaluee_le, e.niveaux[competence], None) for e in evaluees]
    lues += [(r.saisi_le, r.niveau, r.place) for r in Resultat.objects.filter(personne=personne, competence=competence)]
    return sorted(lues, key=lambda m: (m[0], m[2] is not None, str(m[2].pk) if m[2] else ""))


def _gains() -> Iterator[tuple[Place, date, list[int]]]:
    for place in Place.objects.filter(resultats__isnull=False).distinct():
        gains, moments = [], []
        for competence in COMPETENCES:
            mesures = _mesures(place.personne_id, competence)
            for avant, apres in itertools.pairwise(mesures):
                if apres[2] is not None and apres[2].pk == place.pk:
                    gains.append(apres[1] - avant[1])
                    moments.append(apres[0])
        if gains:
            yield place, jour(max(moments)), gains


def progression() -> Iterator[Cas]:
    for place, quand, gains in _gains():
        yield Cas(quand, place, Fraction(int(max(gains) >= 1)), Fraction(1))


def niveaux_par_100h() -> Iterator[Cas]:
    for place, quand, gains in _gains():
        presences = [(heures, venue) for presence, heures, venue in _presences() if presence.place_id == place.pk]
        if presences:
            heures = sum((h for h, venue in presences if venue), Fraction(0))
            yield Cas(quand, place, 100 * Fraction(sum(gains), len(gains)), heures)


def resultat_moyen() -> Iterator[Cas]:
    for place in Place.objects.filter(resultats__isnull=False).distinct():
        resultats = list(place.resultats.all())
        moyenne = Fraction(sum(r.niveau for r in resultats), len(resultats))
        yield Cas(jour(max(r.saisi_le for r in resultats)), place, moyenne, Fraction(1))


def _sortants() -> Iterator[Place]:
    for personne in {p.personne_id for p in Place.objects.all()}:
        commencees = Place.objects.filter(personne=personne, commencee_le__isnull=False).order_by("-commencee_le", "id")
        derniere = commencees.first()
        if derniere is None or derniere.etat not in ("terminee", "abandonnee"):
            continue
        if all(i.etat in CLOSES for i in Inscription.objects.filter(personne=personne)):
            yield derniere


def autonomie(*competences: str) -> Callable[[], Iterator[Cas]]:
    def cas() -> Iterator[Cas]:
        for place in _sortants():
            derniers = [m[-1][1] if (m := _mesures(place.personne_id, c)) else 0 for c in competences]
            yield Cas(jour(place.finie_le), place, Fraction(int(min(derniers) >= 8)), Fraction(1))

    return cas


def _reussie(place: Place) -> bool:
    oraux = [r.niveau for r in place.resultats.all() if r.competence in ("CO", "PO")]
    return place.etat == "terminee" and len(oraux) == 2 and min(oraux) >= place.niveau


def reussite_cohorte() -> Iterator[Cas]:
    for place in _premieres():
        if place.niveau > 4:
            continue
        fin = plus_mois(jour(place.commencee_le), 24)
        siennes = Place.objects.filter(personne=place.personne_id)
        reussies = [p for p in siennes if _reussie(p) and jour(p.finie_le) <= fin]
        lieu = min(reussies, key=lambda p: (-p.finie_le.timestamp(), str(p.pk))) if reussies else place
        yield Cas(fin, lieu, Fraction(int(len(reussies) >= 2)), Fraction(1))


def _finies() -> Iterator[Place]:
    for place in Place.objects.filter(commencee_le__isnull=False, finie_le__isnull=False):
        if place.etat in ("terminee", "abandonnee", "groupe_ferme"):
            yield place


def cours_termines() -> Iterator[Cas]:
    for place in _finies():
        yield Cas(jour(place.finie_le), place, Fraction(int(place.etat == "terminee")), Fraction(1))


def cours_interrompus() -> Iterator[Cas]:
    for place in _finies():
        yield Cas(jour(place.finie_le), place, Fraction(int(place.etat != "terminee")), Fraction(1))


def poursuite() -> Iterator[Cas]:
    for place in Place.objects.filter(etat="terminee"):
        limite = plus_mois(jour(place.finie_le), 12)
        suivantes = Place.objects.filter(personne=place.personne_id, commencee_le__gt=place.commencee_le)
        suivie = any(jour(p.commencee_le) <= limite for p in suivantes)
        yield Cas(limite, place, Fraction(int(suivie)), Fraction(1))


def cible_atteinte() -> Iterator[Cas]:
    for place in Place.objects.filter(etat="terminee"):
        oraux = [r.niveau for r in place.resultats.all() if r.competence in ("CO", "PO")]
        if len(oraux) == 2:
            yield Cas(jour(place.finie_le), place, Fraction(int(min(oraux) >= place.niveau)), Fraction(1))


def motif_manquant() -> Iterator[Cas]:
    pas = ("abandonner", "noter_absence_initiale", "transferer", "rendre", "fermer")
    for ligne in Journal.objects.filter(objet_type="place", pas__in=pas):
        place = Place.objects.get(pk=ligne.objet_id)
        yield Cas(jour(ligne.le), place, Fraction(int(not ligne.motif_code)), Fraction(1))


LENTS: dict[str, Callable[[], Iterator[Cas]]] = (
    {
        f.__name__: f
        for f in (
            assiduite,
            absence,
            ecart_heures,
            occupation_places,
            groupes_ouverts,
            couverture_demandes,
            progression,
            niveaux_par_100h,
            resultat_moyen,
            reussite_cohorte,
            cours_termines,
            cours_interrompus,
            poursuite,
            cible_atteinte,
            motif_manquant,
        )
    }
    | {f"autonomie_{c.lower()}": autonomie(c) for c in COMPETENCES}
    | {"autonomie": autonomie(*COMPETENCES)}
)


def compter(code: str, du: date, au: date, retient: Callable[[Cas], bool]) -> tuple[Fraction, Fraction]:
    """Above and below the line, over the cases of the period that a filter keeps."""
    cas = [c for c in LENTS[code]() if du <= c.jour <= au and retient(c)]
    return sum((c.haut for c in cas), Fraction(0)), sum((c.bas for c in cas), Fraction(0))
