"""A placement run: asked by an adviser, computed and verified apart, confirmed by an adviser, then offered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from celery import signature
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from inscriptions.models import ExecutionPlacement, SessionCours


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


def _ensuite(tache: str, execution: ExecutionPlacement) -> None:
    suite = signature(f"inscriptions.routines.{tache}", kwargs={"execution_id": str(execution.pk)})
    transaction.on_commit(lambda: suite.delay(), robust=True)
