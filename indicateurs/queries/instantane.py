"""Freeze a queue: who waits against which groups, each person under a draw that nothing leads back from."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from guichet.referentiels.queries import jours_feries, parametre
from indicateurs.models import Instantane
from indicateurs.scenarios.contenu import Contenu, GroupeFige, PersonneFigee
from inscriptions.models import Groupe, Inscription, RegleDePriorite
from inscriptions.placement.archive import decomprimer
from inscriptions.placement.instance import Instance
from inscriptions.placement.lecture import decoder, lire_instance
from inscriptions.placement.lignes import classes_de, groupes_de, personnes_de
from inscriptions.queries.placement import instance_de
from inscriptions.queries.priorites import criteres_par_demande, regle_en_vigueur, regle_gardee


@dataclass(frozen=True, slots=True)
class Gele:
    """The content, and the version of the order that classed it."""

    contenu: Contenu
    version: int


def geler(instantane: Instantane, *, le: datetime) -> Gele:
    """The content of a snapshot asked for: the queue of now, or the instance a past run was computed on."""
    execution = instantane.execution
    if execution is None:
        regle = regle_gardee()
        instance = instance_de(session=instantane.session, regions=instantane.regions, le=le, graine=0).instance
    else:
        regle = execution.regle_priorite or regle_en_vigueur()
        instance, le = lire_instance(decoder(decomprimer(execution.dossier.instance))), execution.demandee_le
    return Gele(_contenu(instance, regle, instantane, timezone.localdate(le)), regle.numero)


def _contenu(instance: Instance, regle: RegleDePriorite, instantane: Instantane, jour: date) -> Contenu:
    tirage = _Tirage()
    return Contenu(
        jour=jour.isoformat(),
        fin=instantane.session.fin.isoformat(),
        graine=instance.graine,
        norme=int(parametre("norme_delai_jours_ouvrables", au=jour)),
        feries=tuple(sorted(ferie.isoformat() for ferie in jours_feries())),
        ordre=regle.ordre,
        arcs={tirage(classe.id): classe.arcs for classe in classes_de(instance)},
        groupes=tuple(_groupes(instance, tirage)),
        personnes=tuple(_personnes(instance, jour, tirage)),
    )


class _Tirage:
    """Draws an identifier for another; the salt is forgotten with this object."""

    def __init__(self) -> None:
        self._sel = secrets.token_bytes(16)

    def __call__(self, identifiant: str) -> str:
        return hashlib.blake2b(identifiant.encode(), key=self._sel, digest_size=8).hexdigest()


def _groupes(instance: Instance, tirage: _Tirage) -> Iterable[GroupeFige]:
    connus = Groupe.objects.in_bulk([UUID(nom) for nom in instance.groupes.ids])
    for fige in groupes_de(instance):
        groupe = connus[UUID(fige.id)]
        semaines = (groupe.fin - groupe.debut).days / 7
        yield GroupeFige(
            id=tirage(fige.id),
            numero=groupe.numero,
            type=fige.type,
            region=groupe.region_id,
            niveau=groupe.niveau,
            formule=groupe.formule,
            libres=fige.capacite,
            prises=max(0, groupe.capacite - fige.capacite),
            minimum=groupe.minimum,
            heures=round(float(groupe.heures_par_semaine) * semaines, 1),
            debut=groupe.debut.isoformat(),
        )


def _personnes(instance: Instance, jour: date, tirage: _Tirage) -> Iterable[PersonneFigee]:
    demandes = [UUID(nom) for nom in instance.personnes.ids]
    lues = _lire(demandes)
    criteres = criteres_par_demande(jour=jour, demandes=demandes)
    instants = sorted({ligne["complete_le"] for ligne in lues.values()})
    tours = {instant: tour for tour, instant in enumerate(instants)}
    for personne in sorted(personnes_de(instance), key=lambda p: tirage(p.id)):
        ligne, remplis = lues[UUID(personne.id)], criteres[UUID(personne.id)]
        yield PersonneFigee(
            id=tirage(personne.id),
            classe=tirage(personne.classe),
            region=ligne["region_id"],
            niveau=ligne["niveau"],
            formule=ligne["formules"][0],
            famille=ligne["statut__famille"] or "",
            criteres=remplis,
            tour=tours[ligne["complete_le"]],
            complete=timezone.localdate(ligne["complete_le"]).isoformat(),
            # The class the engine reads or read, not the one of today.
            rang=personne.priorite[0],
        )


def _lire(demandes: list[UUID]) -> Mapping[UUID, dict[str, Any]]:
    champs = ("id", "region_id", "niveau", "formules", "statut__famille", "complete_le")
    return {ligne["id"]: ligne for ligne in Inscription.objects.filter(pk__in=demandes).values(*champs)}
