"""A formation run: asked by an adviser, computed and judged apart, confirmed, then asked of each partner."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from celery import signature
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.queries import parametre
from inscriptions.models import SessionCours
from inscriptions.placement.formation_resoudre import Irrealisable, appliquer_la_regle, resoudre_formation
from inscriptions.placement.formation_verifier import verifier_formation
from partenaires.models import ExecutionFormation
from partenaires.queries.formation import probleme_de
from partenaires.states import EtatFormation

Avancement = Callable[[str], None]
DECISIONS = frozenset({"garder", "ecarter", ""})
REMPLACEE = "formation_remplacee"


@transaction.atomic
def demander_formation(
    *,
    session: SessionCours,
    regions: Iterable[str],
    acteur: Acteur,
    le: datetime,
    decisions: dict[str, str] | None = None,
    precedente: ExecutionFormation | None = None,
) -> ExecutionFormation:
    """Ask for a run; the worker computes it once this transaction commits."""
    if acteur.role is not Role.CONSEILLER:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de former les groupes."))
    regions = sorted(set(regions))
    if acteur.regions and not set(regions) <= set(acteur.regions):
        raise TransitionRefusee(_("Choisissez parmi vos régions."))
    execution = ExecutionFormation(
        session=session,
        regions=regions,
        precedente=precedente,
        decisions=decisions or {},
        demandee_par_id=acteur.utilisateur_id,
        demandee_le=le,
        graine=0,
    )
    # Public, and chosen by nobody.
    execution.graine = execution.pk.int % 2**31
    with portee(Acteur.systeme()):
        ouvrir(execution, acteur=acteur, le=le)
    _ensuite("executer_formation", execution)
    return execution


@transaction.atomic
def changer_formation(
    *, execution: ExecutionFormation, choix: dict[str, str], acteur: Acteur, le: datetime
) -> ExecutionFormation:
    """Keep or set aside groups: a new run with these fixed; the proposal it replaces is set aside."""
    connues = {offre["id"] for offre in execution.instance.get("offres", [])}
    if not choix or not choix.keys() <= connues or not set(choix.values()) <= DECISIONS:
        raise TransitionRefusee(_("Choisissez des groupes de cette proposition."))
    decisions = {cle: choix_fait for cle, choix_fait in (execution.decisions | choix).items() if choix_fait}
    if execution.etat == EtatFormation.PROPOSEE:
        rejeter_formation(execution=execution, acteur=acteur, le=le, motif_code=REMPLACEE)
    return demander_formation(
        session=execution.session,
        regions=execution.regions,
        acteur=acteur,
        le=le,
        decisions=decisions,
        precedente=execution,
    )


def calculer_formation(*, execution_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _texte: None) -> str:
    """Solve, verify, measure; return the state reached. A second run finds the result there and changes nothing."""
    debut = time.monotonic()
    with portee(Acteur.systeme()):
        execution = ExecutionFormation.objects.select_related("session").get(pk=execution_id)
        if execution.etat != EtatFormation.DEMANDEE:
            return execution.etat
        duree_max = 60 * parametre("formation_duree_max_minutes", au=timezone.localdate(le))
        avancement(_("Lecture de la demande et des capacités"))
        probleme = probleme_de(
            session=execution.session,
            regions=execution.regions,
            le=le,
            graine=execution.graine,
            decisions=execution.decisions,
        )
    formation = probleme.formation
    avancement(_("Choix des groupes"))
    try:
        resultat = resoudre_formation(formation, avancement, lambda: time.monotonic() - debut > duree_max)
    except Irrealisable as refus:
        return _conclure(execution, {"manquements": [str(refus)]}, le)
    avancement(_("Vérification indépendante"))
    lu, rendu = json.loads(formation.canonique()), json.loads(resultat.canonique())
    premier = resultat.criteres[0]
    champs = {
        "instance": lu,
        "resultat": rendu,
        "empreinte": resultat.empreinte,
        "manquements": verifier_formation(lu, rendu),
        "nb_personnes": formation.personnes(),
        "nb_prevues": probleme.prevues,
        "nb_offres": sum(offre.nombre for offre in formation.offres if offre.minimum),
        "nb_ouvertures": sum(not o.offre.startswith("a:") for o in resultat.ouvertures),
        "nb_norme": premier.valeur,
        "borne_norme": premier.borne or 0,
        "regle_norme": _par_la_regle(formation),
        "duree_ms": round((time.monotonic() - debut) * 1000),
    }
    return _conclure(execution, champs, le)


@transaction.atomic
def confirmer_formation(*, execution: ExecutionFormation, acteur: Acteur, le: datetime) -> ExecutionFormation:
    """An adviser stands behind the choice: each partner is asked once this commits."""
    with portee(Acteur.systeme()):
        execution = execution.verrouillee()
        franchir(execution, "confirmer", acteur=acteur, le=le)
        _ensuite("demander_les_ouvertures", execution)
    return execution


@transaction.atomic
def rejeter_formation(
    *, execution: ExecutionFormation, acteur: Acteur, le: datetime, motif: str = "", motif_code: str = ""
) -> ExecutionFormation:
    """Set the proposal aside, with the reason: no partner is asked."""
    with portee(Acteur.systeme()):
        execution = execution.verrouillee()
        franchir(execution, "rejeter", acteur=acteur, le=le, motif=motif, motif_code=motif_code)
    return execution


def _par_la_regle(formation: Any) -> int:
    """What the rule of thumb would start within the norm; nothing when earlier decisions leave it no answer."""
    try:
        return int(appliquer_la_regle(formation)[1][0])
    except Irrealisable:
        return 0


def _conclure(execution: ExecutionFormation, champs: dict[str, Any], le: datetime) -> str:
    """Keep the result; one that fails verification is kept as failed, and asks nothing of anyone."""
    portail = Acteur.systeme()
    with portee(portail):
        execution = execution.verrouillee()
        if execution.etat != EtatFormation.DEMANDEE:
            return execution.etat
        if champs["manquements"]:
            motif = _("Il n’y a pas de résultat sûr : %(premier)s") % {"premier": champs["manquements"][0]}
            franchir(execution, "echouer", acteur=portail, le=le, motif=motif, **champs)
        else:
            franchir(execution, "proposer", acteur=portail, le=le, **champs)
    return execution.etat


def _ensuite(tache: str, execution: ExecutionFormation) -> None:
    suite = signature(f"partenaires.routines.{tache}", kwargs={"execution_id": str(execution.pk)})
    transaction.on_commit(lambda: suite.delay(), robust=True)
