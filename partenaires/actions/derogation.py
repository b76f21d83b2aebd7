"""An exception to the condition of an instalment: asked by one role, granted or refused by another person."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from partenaires.actions.versement import rendre_exigibles
from partenaires.models import Derogation, Versement
from partenaires.queries.versements import avec_moments, remplie_le
from partenaires.refus import refus_en_mots
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES, EtatVersement

ATTENDANT = (EtatVersement.PLANIFIE, EtatVersement.RETENU)


def demander_derogation(*, versement: Versement, acteur: Acteur, le: datetime, motif: str) -> Derogation:
    """Ask that an instalment leave without its condition, and say why."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de demander une dérogation."))
    if not motif.strip():
        raise MotifRequis(_("Écrivez pourquoi ce versement sortirait avant que sa condition soit remplie."))
    with refus_en_mots():
        verrou = Versement.objects.filter(etat__in=ATTENDANT).select_for_update(of=("self",))
        lu = avec_moments(verrou).filter(pk=versement.pk).first()
        if lu is None or remplie_le(lu):
            raise TransitionRefusee(_("Ce versement n’a pas besoin d’une dérogation."))
        if lu.est_recouvrement:
            raise TransitionRefusee(_("Un recouvrement ne se fait pas par dérogation."))
        return Derogation.objects.create(
            versement=versement,
            entente_id=lu.entente_id,
            organisation_id=lu.organisation_id,
            motif=motif.strip(),
            demandee_le=le,
            demandee_par_id=acteur.utilisateur_id,
        )


def accorder_derogation(*, derogation: Derogation, acteur: Acteur, le: datetime) -> Derogation:
    """Another person grants it; the instalment becomes due if its day has come."""
    with refus_en_mots():
        derogation = _en_attente(derogation, acteur)
        derogation.accordee_le, derogation.accordee_par_id = le, acteur.utilisateur_id
        derogation.save(update_fields=["accordee_le", "accordee_par"])
        rendre_exigibles(entente_id=derogation.entente_id, le=le)
    return derogation


def refuser_derogation(*, derogation: Derogation, acteur: Acteur, le: datetime, motif: str) -> Derogation:
    """Refuse it, and say why; another may be asked later."""
    if not motif.strip():
        raise MotifRequis(_("Écrivez pourquoi la dérogation est refusée."))
    with refus_en_mots():
        derogation = _en_attente(derogation, acteur)
        derogation.refusee_le, derogation.motif_refus = le, motif.strip()
        derogation.save(update_fields=["refusee_le", "motif_refus"])
    return derogation


def _en_attente(derogation: Derogation, acteur: Acteur) -> Derogation:
    if acteur.role not in APPROBATION:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de décider d’une dérogation."))
    derogation = Derogation.objects.select_for_update(of=("self",)).get(pk=derogation.pk)
    if derogation.accordee_le or derogation.refusee_le:
        raise TransitionRefusee(_("Cette dérogation est déjà décidée."))
    return derogation
