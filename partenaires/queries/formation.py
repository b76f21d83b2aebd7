"""The formation problem as the database states it: demand, provisional groups, pools, and what they share."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from inscriptions.models import Groupe, Mode, SessionCours
from inscriptions.placement.formation_instance import (
    Bassin,
    Declaration,
    Formation,
    Offre,
    Ressource,
    Type,
)
from inscriptions.states import GROUPES_OUVERTS, EtatGroupe
from partenaires import models
from partenaires.models import BesoinRessource, GroupePropose, semaines_entre
from partenaires.queries.formation_demande import classes_de, nommer

# Hours are declared to the tenth; the engine counts in whole numbers.
DIXIEMES = 10
SANS_LIMITE = 10**6
ANNONCES = "annonces"
GROUPES_ACTIFS = sorted({*GROUPES_OUVERTS, EtatGroupe.EN_COURS})


@dataclass(slots=True)
class Probleme:
    """The problem, and how many of its persons are only expected."""

    formation: Formation
    prevues: int


@dataclass(slots=True)
class _Releve:
    """What is gathered before the problem is written."""

    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    offres: list[Offre] = field(default_factory=list)
    bassins: list[Bassin] = field(default_factory=list)

    def type_de(self, traits: dict[str, Any]) -> str:
        """The type of these traits: where an online group is held does not matter to anyone."""
        traits = _vus(traits)
        nom = nommer("t", traits)
        self.types.setdefault(nom, traits | {"nom": nom, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, nom))})
        return nom


def probleme_de(
    *, session: SessionCours, regions: Iterable[str], le: datetime, graine: int, decisions: dict[str, str] | None = None
) -> Probleme:
    """Everyone who waits or is expected in these regions against all that partners of these regions could open.

    `decisions` maps an offer to « garder » or « ecarter ». Groups already announced are open in any case.
    """
    regions, releve = sorted(regions), _Releve()
    declarations = models.DeclarationCapacite.objects.filter(session=session)
    _annonces(releve, session, regions, le)
    _groupes(releve, session, regions, le)
    _bassins(releve, session, regions, le)
    releve.offres = [_decidee(o, (decisions or {}).get(o.id, "")) for o in releve.offres]
    classes, prevues = classes_de(releve.types, session, regions, le)
    heures = {str(d.pk): int((d.heures_disponibles or 0) * DIXIEMES) for d in declarations} | {ANNONCES: 0}
    utiles = {o.declaration for o in releve.offres}
    formation = Formation(
        graine=graine,
        types=tuple(Type(nom) for nom in releve.types),
        declarations=tuple(Declaration(pk, n) for pk, n in heures.items() if pk in utiles),
        bassins=tuple(releve.bassins),
        ressources=_ressources(releve.offres),
        offres=tuple(releve.offres),
        classes=tuple(classes),
    )
    return Probleme(formation, prevues)


def _decidee(offre: Offre, decision: str) -> Offre:
    champs = {nom: getattr(offre, nom) for nom in Offre.__slots__}
    if decision == "ecarter" and offre.declaration != ANNONCES:
        return Offre(**(champs | {"nombre": 0, "au_moins": 0}))
    if decision == "garder":
        return Offre(**(champs | {"au_moins": offre.nombre and max(1, offre.au_moins)}))
    return offre


def _annonces(releve: _Releve, session: SessionCours, regions: list[str], le: datetime) -> None:
    """Groups already announced: those with free seats take their share of the persons, and all of them of the
    teachers, rooms and hours of whoever promised them, wherever they are, full or begun.
    """
    de_la_session = Groupe.objects.filter(session=session).select_related("lieu", "proposition")
    accueillent = de_la_session.ouverts().avec_places_libres()
    accueillent = accueillent.filter(region__in=regions, debut__gte=timezone.localdate(le))
    occupent = de_la_session.filter(etat__in=GROUPES_ACTIFS, proposition__retire_le=None, proposition__isnull=False)
    besoins = _besoins(propose__groupe__session=session, propose__retire_le=None)
    for groupe in accueillent:
        releve.offres.append(_annonce(releve, groupe, groupe.places_libres, besoins))
    for groupe in occupent.exclude(pk__in=accueillent.values("pk")):
        releve.offres.append(_annonce(releve, groupe, 0, besoins))
    for propose in _retenus_ailleurs(session, regions, le):
        releve.offres.append(_annonce(releve, propose.groupe, 0, besoins))


def _retenus_ailleurs(session: SessionCours, regions: list[str], le: datetime) -> QuerySet[GroupePropose]:
    """Groups that a confirmed run of other regions asked for, not answered yet: the partner may still say yes."""
    retenus = GroupePropose.objects.offerts().filter(groupe__session=session, retenu_le__isnull=False)
    retenus = retenus.filter(decision_le__gte=timezone.localdate(le)).exclude(groupe__region__in=regions)
    return retenus.select_related("groupe__lieu")


def _annonce(releve: _Releve, groupe: Groupe, places: int, besoins: dict[Any, list[str]]) -> Offre:
    propose = getattr(groupe, "proposition", None)
    return _offre(
        f"a:{groupe.pk}",
        declaration=str(propose.declaration_id) if propose else ANNONCES,
        nombre=1,
        au_moins=1,
        types=(releve.type_de(_traits(groupe)),),
        capacite=places,
        heures=groupe.heures_par_semaine if propose else Decimal(0),
        semaines=propose.semaines if propose else 0,
        cellules=groupe.horaire,
        besoins=besoins[propose.pk] if propose else [],
    )


def _groupes(releve: _Releve, session: SessionCours, regions: list[str], le: datetime) -> None:
    jour = timezone.localdate(le)
    proposes = GroupePropose.objects.offerts().filter(
        groupe__session=session, groupe__region__in=regions, decision_le__gte=jour
    )
    besoins = _besoins(propose__in=proposes)
    for propose in proposes.select_related("groupe__lieu"):
        groupe = propose.groupe
        releve.offres.append(
            _offre(
                f"g:{propose.pk}",
                declaration=str(propose.declaration_id),
                bassin=f"{propose.bassin_id}" if propose.bassin_id else "",
                nombre=1,
                au_moins=int(propose.retenu_le is not None),
                types=(releve.type_de(_traits(groupe)),),
                capacite=groupe.capacite,
                minimum=groupe.minimum,
                heures=groupe.heures_par_semaine,
                semaines=propose.semaines,
                cout=propose.cout,
                cellules=groupe.horaire,
                besoins=besoins[propose.pk],
            )
        )


def _bassins(releve: _Releve, session: SessionCours, regions: list[str], le: datetime) -> None:
    """Each timetable of a pool is an offer of any of its levels; the pool is their common ceiling."""
    deposes = models.Bassin.objects.actifs().filter(
        declaration__in=models.DeclarationCapacite.objects.deposees().filter(session=session),
        region__in=regions,
        decision_le__gte=timezone.localdate(le),
    )
    pris = Counter(GroupePropose.objects.filter(bassin__in=deposes, retire_le=None).values_list("bassin_id", flat=True))
    annonces = Counter(
        GroupePropose.objects.filter(bassin__in=deposes, retire_le=None)
        .exclude(groupe__etat="envisage")
        .values_list("bassin_id", flat=True)
    )
    besoins = _besoins(bassin__in=deposes)
    for bassin in deposes.select_related("lieu"):
        releve.bassins.append(Bassin(str(bassin.pk), max(0, bassin.nombre - annonces[bassin.pk])))
        for rang, cellules in enumerate(bassin.semaines_types):
            types = [
                releve.type_de(_traits(bassin, niveau=niveau, niveau_max=niveau, horaire=cellules))
                for niveau in range(bassin.niveau, bassin.niveau_max + 1)
            ]
            releve.offres.append(
                _offre(
                    f"b:{bassin.pk}:{rang}",
                    declaration=str(bassin.declaration_id),
                    bassin=str(bassin.pk),
                    nombre=max(0, bassin.nombre - pris[bassin.pk]),
                    types=tuple(types),
                    capacite=bassin.capacite,
                    minimum=bassin.minimum,
                    heures=bassin.heures_par_semaine,
                    semaines=semaines_entre(bassin.debut, bassin.fin),
                    cout=bassin.cout,
                    cellules=cellules,
                    besoins=besoins[bassin.pk],
                )
            )
    connus = {b.id for b in releve.bassins}
    releve.offres = [o if o.bassin in connus else _sans_bassin(o) for o in releve.offres]


def _sans_bassin(offre: Offre) -> Offre:
    return Offre(**({nom: getattr(offre, nom) for nom in Offre.__slots__} | {"bassin": ""}))


def _offre(
    nom: str,
    *,
    declaration: str,
    nombre: int,
    types: tuple[str, ...],
    capacite: int,
    heures: Decimal,
    semaines: int,
    cellules: list[str],
    besoins: list[str],
    bassin: str = "",
    au_moins: int = 0,
    minimum: int = 0,
    cout: Decimal = Decimal(0),
) -> Offre:
    return Offre(
        id=nom,
        declaration=declaration,
        bassin=bassin,
        nombre=nombre,
        au_moins=au_moins,
        types=types,
        capacite=capacite,
        minimum=minimum,
        heures_semaine=int(heures * DIXIEMES),
        heures_session=int(heures * DIXIEMES) * semaines,
        cout=int(cout),
        cellules=tuple(sorted(set(cellules))),
        besoins=tuple((r,) for r in besoins),
    )


def _besoins(**de: Any) -> dict[Any, list[str]]:
    """The resources that each provisional group, or each group of a pool, needs."""
    besoins: dict[Any, list[str]] = defaultdict(list)
    for besoin in BesoinRessource.objects.filter(retire_le=None, **de).order_by("ressource_id"):
        besoins[besoin.propose_id or besoin.bassin_id].append(str(besoin.ressource_id))
    return besoins


def _ressources(offres: list[Offre]) -> tuple[Ressource, ...]:
    noms = {r for offre in offres for besoin in offre.besoins for r in besoin}
    return tuple(
        Ressource(
            str(r.pk),
            nombre=r.nombre,
            heures=int(r.heures_max * DIXIEMES * r.nombre) if r.heures_max is not None else SANS_LIMITE,
            cellules=tuple(sorted(set(r.cellules))),
        )
        for r in models.Ressource.objects.filter(pk__in=noms)
    )


def _traits(objet: Any, **autres: Any) -> dict[str, Any]:
    """What persons see of a group, as the rule of compatibility reads it."""
    noms = ("niveau", "niveau_max", "filiere", "formule", "mode", "region_id", "garde")
    traits = {nom: getattr(objet, nom) for nom in noms} | {"debut": objet.debut.isoformat()}
    traits["acces"] = bool(objet.lieu and objet.lieu.acces_mobilite)
    traits |= autres or {"horaire": objet.horaire}
    return traits | {"horaire": sorted(traits["horaire"])}


def _vus(traits: dict[str, Any]) -> dict[str, Any]:
    en_ligne = {"region_id": "", "garde": True, "acces": True}
    return traits | en_ligne if traits["mode"] == Mode.EN_LIGNE else traits


def nom_du_type(objet: Any, **autres: Any) -> str:
    """The name of the type of a group, or of a pool with a level and a timetable."""
    return nommer("t", _vus(_traits(objet, **autres)))
