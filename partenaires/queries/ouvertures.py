"""What a formation run opens, why it does not open the rest, and what partners answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inscriptions import horaires
from partenaires.models import Bassin, ExecutionFormation, GroupePropose, Ouverture
from partenaires.queries.formation import nom_du_type
from partenaires.states import EtatOuverture


def cle_avancement(execution_id: Any) -> str:
    """The cache key under which the worker says how far it is."""
    return f"formation:{execution_id}"


def avancement(execution: ExecutionFormation) -> str:
    """The step the worker is at, empty when it says nothing."""
    return cache.get(cle_avancement(execution.pk), "")


def demandes_de(execution: ExecutionFormation) -> dict[str, list[tuple[str, str, int]]]:
    """The groups to ask for, declaration by declaration: offer, type, persons expected."""
    declaration = {o["id"]: o["declaration"] for o in execution.instance.get("offres", [])}
    demandes: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for offre, type_, effectif, _ressources in execution.resultat.get("ouvertures", []):
        if not offre.startswith("a:"):
            demandes[declaration[offre]].append((offre, type_, effectif))
    return demandes


def niveau_du_type(execution: ExecutionFormation, type_: str, bassin: Bassin) -> int:
    """The level at which a group of a pool opens: the one whose type it is."""
    for niveau in range(bassin.niveau, bassin.niveau_max + 1):
        for cellules in bassin.semaines_types:
            if nom_du_type(bassin, niveau=niveau, niveau_max=niveau, horaire=cellules) == type_:
                return niveau
    return bassin.niveau


@dataclass(frozen=True, slots=True)
class Ligne:
    """One offer of the run, as the adviser reads it."""

    cle: str
    organisation: str
    region: str
    libelle: str
    horaire: str
    ouverts: int
    nombre: int
    effectif: int
    capacite: int
    minimum: int
    decision: str
    raison: str

    @property
    def ouvre(self) -> bool:
        """True when at least one group opens."""
        return self.ouverts > 0


def lignes_de(execution: ExecutionFormation) -> list[Ligne]:
    """Every offer of the run, region by region, those that open first, with the reason of those that do not."""
    offres = {o["id"]: o for o in execution.instance.get("offres", []) if not o["id"].startswith("a:")}
    proposes = GroupePropose.objects.filter(pk__in=_cles(offres, "g")).select_related(
        "groupe__region", "groupe__lieu", "organisation"
    )
    bassins = Bassin.objects.filter(pk__in=_cles(offres, "b")).select_related("region", "organisation")
    objets: dict[str, Any] = {f"g:{p.pk}": p for p in proposes} | {f"b:{b.pk}": b for b in bassins}
    effectifs, ouverts = Counter[str](), Counter[str]()
    for offre, _type, effectif, _ressources in execution.resultat.get("ouvertures", []):
        ouverts[offre] += 1
        effectifs[offre] += effectif
    motifs = _Motifs(execution)
    lignes = [
        _ligne(cle, offre, objets[":".join(cle.split(":")[:2])], ouverts[cle], effectifs[cle], execution, motifs)
        for cle, offre in offres.items()
        if ":".join(cle.split(":")[:2]) in objets
    ]
    return sorted(lignes, key=lambda ligne: (ligne.region, not ligne.ouvre, ligne.organisation, ligne.libelle))


def _cles(offres: dict[str, Any], genre: str) -> set[str]:
    return {cle.split(":")[1] for cle in offres if cle.startswith(f"{genre}:")}


def _ligne(
    cle: str,
    offre: dict[str, Any],
    objet: Any,
    ouverts: int,
    effectif: int,
    execution: ExecutionFormation,
    motifs: _Motifs,
) -> Ligne:
    cours = objet.groupe if isinstance(objet, GroupePropose) else objet
    niveaux = str(cours.niveau) if cours.niveau == cours.niveau_max else f"{cours.niveau}–{cours.niveau_max}"
    decision = execution.decisions.get(cle, "")
    return Ligne(
        cle=cle,
        organisation=objet.organisation.nom,
        region=cours.region.nom,
        libelle=_("%(reference)s, niveau %(niveaux)s") % {"reference": objet.reference, "niveaux": niveaux},
        horaire=horaires.decrire(offre["cellules"]),
        ouverts=ouverts,
        nombre=offre["nombre"],
        effectif=effectif,
        capacite=offre["capacite"] * max(1, ouverts),
        minimum=offre["minimum"],
        decision=decision,
        raison="" if ouverts else motifs.raison(offre, decision),
    )


class _Motifs:
    """Why an offer does not open: too few persons, or what it shares is taken."""

    def __init__(self, execution: ExecutionFormation) -> None:
        self.offres = {o["id"]: o for o in execution.instance.get("offres", [])}
        self.ressources = {r["id"]: r for r in execution.instance.get("ressources", [])}
        self.heures = {d["id"]: d["heures"] for d in execution.instance.get("declarations", [])}
        self.demande: Counter[str] = Counter()
        partis = Counter[str]()
        for classe, _type, nombre in execution.resultat.get("departs", []):
            partis[classe] += nombre
        for classe in execution.instance.get("classes", []):
            for type_, _cout, _norme in classe["arcs"]:
                self.demande[type_] += sum(n for _q, n in classe["effectifs"]) - partis[classe["id"]]
        self.pris, self.donnees = Counter[tuple[str, str]](), Counter[str]()
        self.semaines = Counter[str]()
        for cle, _type, _effectif, ressources in execution.resultat.get("ouvertures", []):
            offre = self.offres[cle]
            self.donnees[offre["declaration"]] += offre["heures_session"]
            for ressource in ressources:
                self.semaines[ressource] += offre["heures_semaine"]
                self.pris.update((ressource, cellule) for cellule in offre["cellules"])

    def raison(self, offre: dict[str, Any], decision: str) -> str:
        """One sentence."""
        if decision == "ecarter":
            return _("Vous l’avez écarté.")
        if not all(any(self._libre(r, offre) for r in besoin) for besoin in offre["besoins"]):
            return _("La personne ou le local est déjà pris par un autre groupe.")
        if self.donnees[offre["declaration"]] + offre["heures_session"] > self.heures[offre["declaration"]]:
            return _("Les heures du partenaire sont déjà données.")
        reste = max((self.demande[t] for t in offre["types"]), default=0)
        if reste < offre["minimum"]:
            return _("Il reste %(reste)d personnes sans place pour ce cours; il en faut %(minimum)d.") % {
                "reste": reste,
                "minimum": offre["minimum"],
            }
        return _("Un autre groupe sert mieux ces personnes.")

    def _libre(self, ressource: str, offre: dict[str, Any]) -> bool:
        r = self.ressources[ressource]
        return self.semaines[ressource] + offre["heures_semaine"] <= r["heures"] and all(
            cellule in r["cellules"] and self.pris[ressource, cellule] < r["nombre"] for cellule in offre["cellules"]
        )


@dataclass(frozen=True, slots=True)
class Region:
    """One region of the run: how many groups open, of how many possible, for how many persons."""

    nom: str
    ouverts: int
    possibles: int
    personnes: int


def regions_de(lignes: list[Ligne]) -> list[Region]:
    """The run summed up by region."""
    par_region: dict[str, list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        par_region[ligne.region].append(ligne)
    return [
        Region(
            nom, sum(li.ouverts for li in siennes), sum(li.nombre for li in siennes), sum(li.effectif for li in siennes)
        )
        for nom, siennes in sorted(par_region.items())
    ]


def ouvertures_a_lire(visibles: QuerySet[Ouverture]) -> QuerySet[Ouverture]:
    """Requests with all their page shows, the soonest first."""
    return visibles.select_related("propose__groupe__session", "propose__groupe__region", "organisation").order_by(
        "repondre_avant", "pk"
    )


def bilan_des_reponses(execution: ExecutionFormation) -> list[tuple[str, int]]:
    """What partners answered, in words."""
    compte = Counter(execution.ouvertures.values_list("etat", flat=True))
    return [(str(EtatOuverture(etat).label), nombre) for etat, nombre in sorted(compte.items())]


def ouvertures_sans_suite() -> QuerySet[Ouverture]:
    """Requests without an answer whose group was decided meanwhile."""
    return Ouverture.objects.filter(etat=EtatOuverture.A_REPONDRE).exclude(propose__groupe__etat="envisage")
