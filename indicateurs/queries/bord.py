"""What one page of the dashboard reads, once each: counts of now and of a year ago, waits, curves, the offer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from guichet.mesure.calcul import Valeur, termes, valeur_des_comptes
from guichet.mesure.definition import MESURES, Genre, Mesure
from guichet.mesure.evenement import EVENEMENTS
from indicateurs.filtre import Filtre
from indicateurs.models import COUPES
from indicateurs.queries import comptage, survie, tableau, valeurs
from indicateurs.queries.distribution import Delais
from indicateurs.queries.survie import Courbe
from partenaires.queries import tableau as capacite
from partenaires.queries.sessions import sessions_a_declarer

# The key figures, in the order of the path.
CHIFFRES = (
    "demandes",
    "en_attente",
    "delai_debut_avec_attente",
    "delai_debut",
    "debuts_dans_la_norme",
    "offres",
    "debuts",
    "servies",
    "replacement_30_jours",
    "abandon",
)
MOIS_DES_ETINCELLES = 12
Comptes = Mapping[str, Counter[int | None]]


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A key figure, with what it was a year ago."""

    mesure: Mesure
    valeur: Decimal | None
    avant: Decimal | None


@dataclass(frozen=True, slots=True)
class Lecture:
    """Everything the page says about one choice."""

    filtre: Filtre
    comptes: Comptes
    avant: Comptes
    par_region: Mapping[str, Comptes]
    par_niveau: Mapping[str, Comptes]
    attente: Delais
    attente_par_region: Mapping[str | int, Delais]
    attente_par_niveau: Mapping[str | int, Delais]
    courbes: Mapping[str, Courbe]
    courbe: Courbe | None
    chiffres: list[Chiffre]


def lire(filtre: Filtre, *, comparer: str, au: date) -> Lecture:
    """One read for each cut; the curves of the whole choice, and those of the axis compared."""
    avec_delais, seuls = _par_delai(rapportes())
    un_an_avant = filtre.un_an_avant()
    lus = comptage.compter_ensemble(
        [
            comptage.Demande(EVENEMENTS.keys() - avec_delais, filtre),
            comptage.Demande(avec_delais, filtre, delais=True),
            comptage.Demande(seuls, un_an_avant),
            comptage.Demande(avec_delais, un_an_avant, delais=True),
            comptage.Demande(COUPES, filtre, "region"),
            comptage.Demande(COUPES, filtre, "niveau"),
        ]
    )
    comptes, avant = (
        defaultdict(Counter, {**sans.get("", {}), **par_delai.get("", {})}) for sans, par_delai in (lus[:2], lus[2:4])
    )
    attente, par_region, par_niveau = tableau.attentes(filtre, au=au)
    entieres = survie.courbes("dossier_complet", "premier_cours", filtre)
    return Lecture(
        filtre=filtre,
        comptes=comptes,
        avant=avant,
        par_region=lus[4],
        par_niveau=lus[5],
        attente=attente,
        attente_par_region=par_region,
        attente_par_niveau=par_niveau,
        courbes=survie.courbes("dossier_complet", "premier_cours", filtre, par=comparer) if comparer else entieres,
        courbe=entieres.get(""),
        chiffres=[_chiffre(MESURES[code], filtre, comptes, avant, entieres.get("")) for code in CHIFFRES],
    )


def rapportes() -> list[Mesure]:
    """The key figures that counts of events give."""
    mesures = (MESURES[code] for code in CHIFFRES)
    return [m for m in mesures if m.genre is not Genre.STOCK and m.calcul == "evenements"]


def _par_delai(mesures: list[Mesure]) -> tuple[set[str], set[str]]:
    """The events of these figures: those whose delays count, and those of which how many is enough.

    Delays are what a roll-up has most of: nothing reads those that no figure asks for.
    """
    codes: dict[bool, set[str]] = {True: set(), False: set()}
    for mesure in mesures:
        delai = mesure.genre is Genre.DELAI or bool(mesure.delai_maximum)
        codes[delai] |= {code for _signe, code in termes(mesure.numerateur)}
        codes[False] |= {code for _signe, code in termes(mesure.denominateur)}
    return codes[True], codes[False] - codes[True]


def _chiffre(mesure: Mesure, filtre: Filtre, comptes: Comptes, avant: Comptes, courbe: Courbe | None) -> Chiffre:
    """What the counts already read give is not read again."""
    if mesure.genre is Genre.STOCK or mesure.calcul == "survie":
        maintenant = _mediane(courbe) if mesure.calcul == "survie" else valeurs.valeur(mesure, filtre).valeur
        return Chiffre(mesure, maintenant, valeurs.valeur(mesure, filtre.un_an_avant()).valeur)
    return Chiffre(
        mesure,
        valeur_des_comptes(mesure, comptes, au=filtre.au).valeur,
        valeur_des_comptes(mesure, avant, au=filtre.un_an_avant().au).valeur,
    )


def _mediane(courbe: Courbe | None) -> Decimal | None:
    return None if courbe is None or courbe.mediane is None else Decimal(courbe.mediane)


def valeurs_par_region(code: str, filtre: Filtre) -> Mapping[valeurs.Cle, Valeur]:
    """The value of a definition in each region met."""
    return valeurs.par_axe(MESURES[code], filtre, "region")


def debuts_par_region(filtre: Filtre) -> tuple[list[date], Mapping[str, Mapping[date, int]]]:
    """Starts by region over the last twelve whole months: the months, then the numbers."""
    fin = filtre.au if (filtre.au + comptage.UN_JOUR).day == 1 else filtre.au.replace(day=1) - comptage.UN_JOUR
    debut = fin.replace(day=1)
    for _rang in range(MOIS_DES_ETINCELLES - 1):
        debut = (debut - comptage.UN_JOUR).replace(day=1)
    periode = replace(filtre, du=debut, au=fin)
    return valeurs.mois_de(periode), comptage.par_region_et_mois("debut", periode)


def offre_et_demande(filtre: Filtre, *, au: date) -> capacite.Tableau | None:
    """The capacity board of the next session, cut by region, level and formula alone; None without a session."""
    sessions = sessions_a_declarer(au=au)
    if not sessions:
        return None
    choix = capacite.Filtre(sessions[0], filtre.region, filtre.niveau, filtre.formule)
    return capacite.lire_tableau(choix, au=au)
