"""How many hours lead to the threshold by formula, and where the full-time offer is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from guichet.mesure.definition import MESURES
from guichet.referentiels.formules import Formule
from guichet.referentiels.parametres import parametre
from indicateurs.filtre import Filtre
from indicateurs.models import AgregatAttente
from indicateurs.queries.comptage import base_de_lecture
from indicateurs.queries.tableau import ATTENTE
from indicateurs.queries.valeurs import par_axe
from partenaires.models import AgregatCapacite

CENT = 100
# The skill the ministry was reproached with: the share of leavers at the threshold is told by it.
COMPETENCE = "autonomie_po"


@dataclass(frozen=True, slots=True)
class LigneFormule:
    """One formula: people who reached the threshold and their median hours, hours a level takes, share who reach it."""

    formule: str
    libelle: str
    atteints: int
    mediane: Decimal | None
    heures_par_niveau: Decimal | None
    heures_prevues: int
    projection: Decimal | None
    part: Decimal | None
    sortants: int


@dataclass(frozen=True, slots=True)
class LigneRegion:
    """Full time in one region: who waits for it, the seats to come, the seats that are missing."""

    region: str
    attente: int
    places: int
    heures: Decimal | None

    @property
    def manque(self) -> int:
        """Seats short of the people who wait; never below zero."""
        return max(0, self.attente - self.places)

    @property
    def a_lire(self) -> bool:
        """True where someone waits, seats are to come, or hours are counted."""
        return bool(self.attente or self.places) or self.heures is not None


def par_formule(filtre: Filtre) -> list[LigneFormule]:
    """Each formula; a median of too few people is not given."""
    seuil = int(parametre("niveau_seuil_autonomie", au=filtre.au))
    minimum = int(parametre("autonomie_personnes_minimum", au=filtre.au))
    heures = par_axe(MESURES["heures_seuil"], filtre, "formule")
    progres = par_axe(MESURES["niveaux_par_100h"], filtre, "formule")
    fins = par_axe(MESURES["progression"], filtre, "formule")
    parts = par_axe(MESURES[COMPETENCE], filtre, "formule")
    lignes = []
    for formule in Formule:
        lue, progre, part = heures.get(formule.value), progres.get(formule.value), parts.get(formule.value)
        atteints = int(lue.numerateur or 0) if lue else 0
        assez = formule.value in fins and int(fins[formule.value].denominateur or 0) >= minimum
        par_niveau = CENT / progre.valeur if assez and progre and progre.valeur and progre.valeur > 0 else None
        lignes.append(
            LigneFormule(
                formule=formule.value,
                libelle=str(formule.label),
                atteints=atteints,
                mediane=lue.valeur if lue and atteints >= minimum else None,
                heures_par_niveau=par_niveau,
                heures_prevues=int(parametre(f"heures_par_niveau_{formule.value}", au=filtre.au)),
                projection=None if par_niveau is None else par_niveau * seuil,
                part=part.valeur if part else None,
                sortants=int(part.denominateur or 0) if part else 0,
            )
        )
    return lignes


def par_region(filtre: Filtre, noms: Mapping[str, str]) -> list[LigneRegion]:
    """Each region, the shortest of full-time seats first."""
    attente = _attente(filtre)
    places = _places(filtre.au)
    heures = par_axe(MESURES["ecart_heures"], filtre, "region")
    lignes = [
        LigneRegion(code, attente.get(code, 0), places.get(code, 0), heures[code].valeur if code in heures else None)
        for code in noms
    ]
    return sorted(lignes, key=lambda ligne: (-ligne.manque, ligne.region))


def heures_de_l_attente(filtre: Filtre) -> int:
    """The hours that the people who wait now need to end the threshold level, at the dated hours of their formula."""
    seuil = int(parametre("niveau_seuil_autonomie", au=filtre.au))
    par_niveau = {f.value: int(parametre(f"heures_par_niveau_{f.value}", au=filtre.au)) for f in Formule}
    lignes = _file(filtre).values_list("formule", "niveau").annotate(n=Sum("nb"))
    return sum(
        n * max(0, seuil - niveau + 1) * par_niveau.get(formule, par_niveau[Formule.TEMPS_PARTIEL])
        for formule, niveau, n in lignes
    )


def _file(filtre: Filtre) -> QuerySet[AgregatAttente]:
    requete = AgregatAttente.objects.using(base_de_lecture()).filter(nb__gt=0, evenement=ATTENTE)
    return requete.filter(region=filtre.region) if filtre.region else requete


def _attente(filtre: Filtre) -> dict[str, int]:
    lignes = _file(filtre).filter(formule=Formule.TEMPS_COMPLET).values_list("region")
    return dict(lignes.annotate(n=Sum("nb")))


def _places(au: date) -> dict[str, int]:
    """Full-time seats announced and free, and those declared, in sessions to come."""
    cases = AgregatCapacite.objects.using(base_de_lecture()).filter(formule=Formule.TEMPS_COMPLET, session__fin__gte=au)
    total = F("places_annoncees") + F("places_envisagees")
    return dict(cases.values_list("region_id").annotate(n=Sum(total)))
