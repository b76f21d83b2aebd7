"""What a wave of a survey says: who answered, stratum by stratum; what they answered, weighted; what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from guichet.referentiels.parametres import parametre
from indicateurs.libelles import libelles
from indicateurs.models import (
    AgregatSondage,
    CampagneSondage,
    GenreQuestion,
    Question,
    SourceReponse,
    StrateSondage,
    StrateVague,
    VagueSondage,
    VersionSondage,
)
from indicateurs.models.vague import REGROUPEES
from indicateurs.sondages.ponderation import Estimation, Strate, estimer
from indicateurs.states_sondages import EtatVersion

VAGUES_COMPAREES = 8
NUMERIQUES = (GenreQuestion.ECHELLE, GenreQuestion.NOMBRE)
# By stratum, by (question, statement, value): how many.
Comptes = Mapping[str, Mapping[tuple[str, str, str], int]]


@dataclass(frozen=True, slots=True)
class LigneStrate:
    """One stratum: people, those who may be asked, those drawn, answers counted."""

    code: str
    nom: str
    population: int
    joignables: int
    tirees: int
    reponses: int

    @property
    def taux(self) -> float | None:
        """Answers for those drawn."""
        return self.reponses / self.tirees if self.tirees else None


@dataclass(frozen=True, slots=True)
class Part:
    """One choice, or one note: how many took it, and its weighted share."""

    code: str
    libelle: str
    nb: int
    estimation: Estimation | None


@dataclass(frozen=True)
class ResultatQuestion:
    """What a question, or one statement of a matrix, got; `parts` is empty under the threshold."""

    question: Question
    nb: int
    parts: list[Part]
    moyenne: Estimation | None = None
    enonce: str = ""
    enonce_dit: str = ""
    themes: list[tuple[str, int]] = field(default_factory=list)

    @property
    def est_muette(self) -> bool:
        """True when too few answered to show anything."""
        return not self.parts and self.moyenne is None


def seuil_de(vague: VagueSondage) -> int:
    """How many answers a result takes before it shows."""
    return int(parametre("sondage_seuil_anonymat", au=vague.ouverte_le))


def comptes_de(vagues: Iterable[Any], *, source: str = SourceReponse.INVITATION) -> dict[Any, Comptes]:
    """The counts of some waves, in one reading."""
    lus: dict[Any, dict[str, dict[tuple[str, str, str], int]]] = defaultdict(lambda: defaultdict(dict))
    rangees = AgregatSondage.objects.filter(vague_id__in=list(vagues), source=source)
    for vague_id, strate, question, enonce, valeur, nb in rangees.values_list(
        "vague_id", "strate", "question", "enonce", "valeur", "nb"
    ):
        lus[vague_id][strate][question, enonce, valeur] = nb
    return lus  # type: ignore[return-value]


def noms_des_strates(strate: str, *, au: date) -> dict[str, str]:
    """The words of the codes of a stratum."""
    if strate == StrateSondage.NIVEAU:
        return {str(n): _("Niveau %(n)s") % {"n": n} for n in range(1, 13)}
    return {str(code): nom for code, nom in libelles(str(strate), au=au).items()}


def taux_par_strate(vague: VagueSondage, strates: Iterable[StrateVague], comptes: Comptes) -> list[LigneStrate]:
    """Each stratum with its answers; small strata, whose answers were opened together, are one line at the end."""
    noms = noms_des_strates(vague.campagne.strate, au=vague.ouverte_le)
    reponses = {code: valeurs.get(("", "", ""), 0) for code, valeurs in comptes.items()}
    regroupees = reponses.pop(REGROUPEES, 0)
    strates = list(strates)
    seules = [s for s in strates if reponses.get(s.code) or not regroupees]
    lignes = [
        LigneStrate(
            s.code,
            noms.get(s.code, _("Non précisé")),
            s.population,
            s.joignables,
            s.tirees,
            reponses.get(s.code, 0),
        )
        for s in seules
    ]
    if not regroupees:
        return lignes
    petites = [s for s in strates if s not in seules]
    ensemble = LigneStrate(
        REGROUPEES,
        _("Petites strates, ensemble"),
        sum(s.population for s in petites),
        sum(s.joignables for s in petites),
        sum(s.tirees for s in petites),
        regroupees,
    )
    return [*lignes, ensemble]


def resultats(
    vague: VagueSondage, strates: Iterable[StrateVague], comptes: Comptes, *, strate: str | None = None
) -> list[ResultatQuestion]:
    """Each question in its order; of one stratum only when asked."""
    populations = {s.code: s.population for s in strates if strate is None or s.code == strate}
    choisis = {code: valeurs for code, valeurs in comptes.items() if strate is None or code == strate}
    seuil, lus = seuil_de(vague), []
    for question in vague.version.questions_posees():
        enonces = question.enonces_dits() if question.genre == GenreQuestion.MATRICE else [("", "")]
        lus += [_resultat(question, enonce, dit, populations, choisis, seuil) for enonce, dit in enonces]
    return lus


def _resultat(
    question: Question, enonce: str, dit: str, populations: Mapping[str, int], comptes: Comptes, seuil: int
) -> ResultatQuestion:
    nb = sum(valeurs.get((question.code, enonce, ""), 0) for valeurs in comptes.values())
    if nb < seuil or question.est_ouverte:
        return ResultatQuestion(question, nb, [], None, enonce, dit)
    parts = [
        Part(code, mots, *_part(question.code, enonce, code, populations, comptes, seuil))
        for code, mots in _choix(question, enonce, comptes)
    ]
    moyenne = None
    if question.genre in NUMERIQUES:
        moyenne = estimer(_strates(question.code, enonce, populations, comptes), minimum=seuil)
    return ResultatQuestion(question, nb, parts, moyenne, enonce, dit)


def _choix(question: Question, enonce: str, comptes: Comptes) -> list[tuple[str, str]]:
    if question.genre == GenreQuestion.ECHELLE:
        return [(str(n), str(n)) for n in range(11)]
    if question.genre in (GenreQuestion.NOMBRE, GenreQuestion.DATE):
        return []
    return question.choix_dits()


def _part(
    code: str, enonce: str, choix: str, populations: Mapping[str, int], comptes: Comptes, seuil: int
) -> tuple[int, Estimation | None]:
    """How many took a choice, and its weighted share of those who answered."""
    strates, total = [], 0
    for cle in populations.keys() | comptes.keys():
        valeurs = comptes.get(cle, {})
        nb, pris = valeurs.get((code, enonce, ""), 0), valeurs.get((code, enonce, choix), 0)
        strates.append((cle, Strate(populations.get(cle, 0), nb, pris, pris)))
        total += pris
    return total, estimer([s for _cle, s in sorted(strates, key=lambda x: x[0])], minimum=seuil, bornes=(0.0, 1.0))


def _strates(code: str, enonce: str, populations: Mapping[str, int], comptes: Comptes) -> list[Strate]:
    """What each stratum answered in numbers."""
    strates = []
    for cle in sorted(populations.keys() | comptes.keys()):
        notes = [
            (float(valeur), nb)
            for (question, dit, valeur), nb in comptes.get(cle, {}).items()
            if question == code and dit == enonce and valeur
        ]
        nb = sum(n for _v, n in notes)
        somme, carres = sum(v * n for v, n in notes), sum(v * v * n for v, n in notes)
        strates.append(Strate(populations.get(cle, 0), nb, somme, carres))
    return strates


def evolution(campagne: CampagneSondage, codes: Iterable[str]) -> dict[str, list[tuple[VagueSondage, Estimation]]]:
    """The weighted mean of each of these numeric questions, wave after wave, the last ones."""
    derniers = list(campagne.vagues.order_by("-numero").select_related("campagne")[:VAGUES_COMPAREES])[::-1]
    comptes = comptes_de([vague.pk for vague in derniers])
    populations: dict[Any, dict[str, int]] = defaultdict(dict)
    for strate in StrateVague.objects.filter(vague__in=derniers):
        populations[strate.vague_id][strate.code] = strate.population
    suites: dict[str, list[tuple[VagueSondage, Estimation]]] = {}
    for code in codes:
        lues = [
            (vague, estimer(_strates(code, "", populations[vague.pk], comptes[vague.pk]), minimum=seuil_de(vague)))
            for vague in derniers
        ]
        suites[code] = [(vague, estimation) for vague, estimation in lues if estimation]
    return suites


def version_suivante(campagne: CampagneSondage) -> VersionSondage | None:
    """The frozen version its next waves could ask instead; None when there is none, or when no wave will come."""
    if campagne.est_finie:
        return None
    versions = VersionSondage.objects.filter(sondage=campagne.version.sondage_id, numero__gt=campagne.version.numero)
    return versions.filter(etat=EtatVersion.PUBLIEE).select_related("sondage").first()
