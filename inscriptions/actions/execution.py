"""A placement run: asked by an adviser, computed and verified apart, confirmed by an adviser, then offered."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from celery import signature
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from inscriptions.actions.offre import PlaceNonOfferte, proposer_place
from inscriptions.models import ExecutionPlacement, Groupe, Inscription, NonPlacement, OrigineOffre, SessionCours
from inscriptions.placement.expliquer import Situation
from inscriptions.placement.instance import Instance
from inscriptions.placement.resoudre import resoudre
from inscriptions.placement.resultat import Resultat
from inscriptions.placement.verifier import verifier
from inscriptions.queries.explications import Contrainte, raison_de
from inscriptions.queries.placement import Instantane, instance_de
from inscriptions.queries.priorites import regle_gardee
from inscriptions.states import EtatExecution

Avancement = Callable[[str], None]


@transaction.atomic
def demander_placement(
    *, session: SessionCours, regions: Iterable[str], acteur: Acteur, le: datetime
) -> ExecutionPlacement:
    """Ask for a run; the worker computes it once this transaction commits."""
    if acteur.role is not Role.CONSEILLER:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de lancer un placement."))
    regions = sorted(set(regions))
    if acteur.regions and not set(regions) <= set(acteur.regions):
        raise TransitionRefusee(_("Choisissez parmi vos régions."))
    execution = ExecutionPlacement(
        session=session, regions=regions, demandee_par_id=acteur.utilisateur_id, demandee_le=le, graine=0
    )
    # Public, and chosen by nobody.
    execution.graine = execution.pk.int % 2**31
    # A run belongs to no single region: its journal is the province's.
    with portee(Acteur.systeme()):
        ouvrir(execution, acteur=acteur, le=le)
    _ensuite("executer_placement", execution)
    return execution


def calculer(*, execution_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _texte: None) -> str:
    """Solve, verify, explain; return the state reached. A second run finds the result there and changes nothing."""
    debut = time.monotonic()
    with portee(Acteur.systeme()):
        execution = ExecutionPlacement.objects.select_related("session").get(pk=execution_id)
        if execution.etat != EtatExecution.DEMANDEE:
            return execution.etat
        avancement(_("Lecture des personnes et des groupes"))
        execution.regle_priorite = regle_gardee()
        instantane = instance_de(session=execution.session, regions=execution.regions, le=le, graine=execution.graine)
    avancement(_("Calcul du placement"))
    resultat = resoudre(instantane.instance)
    avancement(_("Vérification indépendante"))
    lu, rendu = json.loads(instantane.instance.canonique()), json.loads(resultat.canonique())
    manquements = verifier(lu, rendu)
    raisons = [] if manquements else _raisons(instantane, resultat, avancement)
    champs = _bilan(instantane.instance, resultat) | {
        "instance": lu,
        "resultat": rendu,
        "manquements": manquements,
        "regle_priorite": execution.regle_priorite,
        "duree_ms": round((time.monotonic() - debut) * 1000),
    }
    return _conclure(execution, champs, raisons, le)


def confirmer_execution(*, execution: ExecutionPlacement, acteur: Acteur, le: datetime) -> ExecutionPlacement:
    """An adviser stands behind the result (Loi 25, art. 65.2): the offers leave once this commits."""
    with portee(Acteur.systeme()):
        execution = execution.verrouillee()
        franchir(execution, "confirmer", acteur=acteur, le=le)
        execution.non_placements.update(publiee_le=le)
        _ensuite("envoyer_les_offres", execution)
    return execution


@transaction.atomic
def rejeter_execution(
    *, execution: ExecutionPlacement, acteur: Acteur, le: datetime, motif: str, motif_code: str = ""
) -> ExecutionPlacement:
    """Set the result aside, with the reason: no offer leaves."""
    with portee(Acteur.systeme()):
        execution = execution.verrouillee()
        franchir(execution, "rejeter", acteur=acteur, le=le, motif=motif, motif_code=motif_code)
    return execution


def envoyer_les_offres(*, execution_id: uuid.UUID, le: datetime) -> int:
    """Offer each placement of a confirmed run, one transaction each; what changed meanwhile is reported, never forced.

    A second run finds the offers made and the changes reported, and does nothing.
    """
    with portee(Acteur.systeme()):
        execution = ExecutionPlacement.objects.get(pk=execution_id)
        if execution.etat != EtatExecution.CONFIRMEE:
            return 0
        restants = placements_a_offrir(execution)
        groupes = {str(g.pk): g for g in Groupe.objects.filter(pk__in={g for _i, g in restants})}
    return sum(_offrir(execution, inscription, groupes[groupe], le) for inscription, groupe in restants)


def placements_a_offrir(execution: ExecutionPlacement) -> list[tuple[str, str]]:
    """The placements of the run that neither became an offer nor were reported."""
    faits = {str(pk) for pk in execution.offres.values_list("inscription_id", flat=True)}
    faits |= {str(pk) for pk in execution.non_placements.values_list("inscription_id", flat=True)}
    return [
        (inscription, groupe) for inscription, groupe in execution.resultat["placements"] if inscription not in faits
    ]


def _offrir(execution: ExecutionPlacement, inscription_id: str, groupe: Groupe, le: datetime) -> bool:
    with portee(Acteur.systeme()):
        # A twin run waits here, then finds the offer made.
        inscription = Inscription.objects.select_for_update(no_key=True, of=("self",)).get(pk=inscription_id)
        if execution.offres.filter(inscription=inscription).exists():
            return False
        try:
            with transaction.atomic():
                proposer_place(
                    inscription=inscription,
                    groupe=groupe,
                    acteur=Acteur.systeme(),
                    le=le,
                    origine=OrigineOffre.PLACEMENT,
                    execution=execution,
                )
        except PlaceNonOfferte as refus:
            _signaler_changement(execution, inscription, groupe, refus.message, le)
            return False
    return True


def _signaler_changement(
    execution: ExecutionPlacement, inscription: Inscription, groupe: Groupe, pourquoi: str, le: datetime
) -> None:
    NonPlacement.objects.bulk_create(
        [
            NonPlacement(
                execution=execution,
                inscription=inscription,
                personne_id=inscription.personne_id,
                region_id=inscription.region_id,
                contrainte=Contrainte.CHANGEMENT,
                explication=_("La place prévue dans le groupe %(groupe)s n'a pas pu être offerte. %(pourquoi)s")
                % {"groupe": groupe.numero, "pourquoi": pourquoi},
                details={"groupe": str(groupe.pk)},
                publiee_le=le,
            )
        ],
        ignore_conflicts=True,
    )


def _raisons(instantane: Instantane, resultat: Resultat, avancement: Avancement) -> list[tuple[str, Any]]:
    situation = Situation(instantane.instance, resultat)
    classe_de = {p.id: p.classe for p in instantane.instance.personnes}
    sans_place, raisons = situation.sans_place(), []
    for rang, personne in enumerate(sans_place):
        if rang % 50 == 0:
            avancement(_("Explications : %(faites)d sur %(total)d") % {"faites": rang, "total": len(sans_place)})
        raisons.append((personne, raison_de(situation.expliquer(personne), classe_de[personne], instantane)))
    return raisons


def _bilan(instance: Instance, resultat: Resultat) -> dict[str, Any]:
    return {
        "empreinte": resultat.empreinte,
        "nb_personnes": len(instance.personnes),
        "nb_places": sum(groupe.capacite for groupe in instance.groupes),
        "nb_placees": len(resultat.placements),
        "cout": resultat.cout,
    }


def _conclure(execution: ExecutionPlacement, champs: dict[str, Any], raisons: list, le: datetime) -> str:
    """Keep the result; a result that fails verification is kept as failed, and offers nothing."""
    portail = Acteur.systeme()
    with portee(portail):
        execution = execution.verrouillee()
        if execution.etat != EtatExecution.DEMANDEE:
            return execution.etat
        if champs["manquements"]:
            motif = _("La vérification indépendante a relevé %(n)d manquements.") % {"n": len(champs["manquements"])}
            franchir(execution, "echouer", acteur=portail, le=le, motif=motif, **champs)
            return execution.etat
        contexte = {"regle_priorite": champs["regle_priorite"].numero}
        franchir(execution, "proposer", acteur=portail, le=le, contexte=contexte, **champs)
        dossiers = Inscription.objects.in_bulk([uuid.UUID(personne) for personne, _raison in raisons])
        NonPlacement.objects.bulk_create(
            [
                NonPlacement(
                    execution=execution,
                    inscription=dossiers[uuid.UUID(personne)],
                    personne_id=dossiers[uuid.UUID(personne)].personne_id,
                    region_id=dossiers[uuid.UUID(personne)].region_id,
                    contrainte=raison.contrainte,
                    explication=raison.explication,
                    changement=raison.changement,
                    details=raison.details,
                )
                for personne, raison in raisons
            ],
            batch_size=500,
        )
    return execution.etat


def _ensuite(tache: str, execution: ExecutionPlacement) -> None:
    suite = signature(f"inscriptions.routines.{tache}", kwargs={"execution_id": str(execution.pk)})
    transaction.on_commit(lambda: suite.delay(), robust=True)
