"""The action plan moves: new plans and lines, proofs joined or taken back, lines carried out, given up, reopened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from partenaires.models import GenrePlan, LigneDePlan, PlanAction, PreuveDePlan
from partenaires.states_plan import PILOTES_DU_PLAN

# The last day of a line: what ends it carries its moment, what opens it again takes it back.
FINS = frozenset({"realiser", "abandonner"})


def creer_plan(
    *, acteur: Acteur, code: str, genre: str, titre: str, source: str, publie_le: date, presentation: str = ""
) -> PlanAction:
    """A plan or an audit report, without any line yet."""
    _exiger(acteur)
    try:
        with transaction.atomic():
            return PlanAction.objects.create(
                code=code,
                genre=GenrePlan(genre),
                titre=titre,
                source=source,
                publie_le=publie_le,
                presentation=presentation,
                cree_par_id=acteur.utilisateur_id,
            )
    except IntegrityError as deja:
        raise TransitionRefusee(_("Un plan porte déjà ce code.")) from deja


def ajouter_ligne(
    *, plan: PlanAction, acteur: Acteur, le: datetime, repond_a: Sequence[LigneDePlan] = (), **champs: Any
) -> LigneDePlan:
    """A finding, a principle, an action or a recommendation of this plan, with what it answers."""
    _exiger(acteur)
    ordre = plan.lignes.count() + 1  # type: ignore[attr-defined]
    ligne = LigneDePlan(plan=plan, ordre=ordre, cree_par_id=acteur.utilisateur_id, **champs)
    try:
        with portee(Acteur.systeme()), transaction.atomic():
            ouvrir(ligne, acteur=acteur, le=le)
            ligne.repond_a.add(*repond_a)
    except IntegrityError as deja:
        raise TransitionRefusee(_("Ce plan a déjà une ligne de ce code.")) from deja
    return ligne


def franchir_ligne(
    *, ligne: LigneDePlan, pas: str, acteur: Acteur, le: datetime, motif: str = "", motif_code: str = ""
) -> LigneDePlan:
    """Take a step; a line is carried out only with a proof anyone of the ministry can open."""
    # A line is about nobody: its journal row is the portal's.
    with portee(Acteur.systeme()), transaction.atomic():
        ligne = ligne.verrouillee()
        if pas == "realiser" and not ligne.preuves.en_place().exists():
            raise TransitionRefusee(_("Joignez d’abord une preuve : un écran ou un indicateur du portail."))
        fin = {"finie_le": le} if pas in FINS else {"finie_le": None} if pas == "rouvrir" else {}
        franchir(ligne, pas, acteur=acteur, le=le, motif=motif, motif_code=motif_code, **fin)
    return ligne


def joindre_preuve(
    *, ligne: LigneDePlan, acteur: Acteur, le: datetime, genre: str, cle: str, libelle: str = ""
) -> PreuveDePlan:
    """Join a screen or an indicator to a line; the same one once."""
    _exiger(acteur)
    try:
        with transaction.atomic():
            return PreuveDePlan.objects.create(
                ligne=ligne,
                genre=genre,
                cle=cle,
                libelle=libelle,
                ordre=ligne.preuves.count() + 1,
                ajoutee_le=le,
                ajoutee_par_id=acteur.utilisateur_id,
            )
    except IntegrityError as deja:
        raise TransitionRefusee(_("Cette preuve est déjà jointe à la ligne.")) from deja


def retirer_preuve(*, preuve: PreuveDePlan, acteur: Acteur, le: datetime, motif: str) -> PreuveDePlan:
    """Take a proof back, with its reason; a line carried out keeps at least one."""
    _exiger(acteur)
    if not motif.strip():
        raise MotifRequis(_("Dites pourquoi cette preuve est retirée."))
    with transaction.atomic():
        ligne = preuve.ligne.verrouillee()
        autres = ligne.preuves.en_place().exclude(pk=preuve.pk)
        if ligne.est_realisee and not autres.exists():
            raise TransitionRefusee(_("C’est la seule preuve d’une ligne réalisée : joignez-en une autre d’abord."))
        retirees = PreuveDePlan.objects.en_place().filter(pk=preuve.pk)
        if not retirees.update(retiree_le=le, retiree_par_id=acteur.utilisateur_id, retrait_motif=motif.strip()):
            raise TransitionRefusee(_("Cette preuve est déjà retirée."))
    preuve.refresh_from_db()
    return preuve


def _exiger(acteur: Acteur) -> None:
    if acteur.role not in PILOTES_DU_PLAN:
        raise RoleInsuffisant(_("Seule la direction tient le registre du plan d’action."))
