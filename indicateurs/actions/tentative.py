"""Trying to reach an admitted person: each attempt with its outcome, and what it changes; withdrawn with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from indicateurs.actions.issue import coder_issue
from indicateurs.actions.rapprochement import toucher_cohortes
from indicateurs.models import PersonneAdmise, TentativeAdmission
from indicateurs.queries.contacts import DEMENAGEE, DOMAINE, REGLENT
from indicateurs.queries.jamais_jointes import CANAUX, venue
from indicateurs.states_admissions import EtatParticipation
from inscriptions.actions.campagne import noter_contact
from inscriptions.actions.offre import exiger_motif


@transaction.atomic
def noter_tentative(
    *,
    admise: PersonneAdmise,
    canal: str,
    motif_code: str,
    note: str = "",
    prochaine_le: date | None = None,
    acteur: Acteur,
    le: datetime,
) -> TentativeAdmission:
    """Keep one attempt; an answer moves her state, a departure is written as her outcome.

    Refused when she came meanwhile: she is followed by her file.
    """
    _exiger(acteur)
    if canal not in CANAUX:
        raise TransitionRefusee(_("Choisissez un moyen."))
    jour = timezone.localdate(le)
    with portee(Acteur.systeme()):
        if PersonneAdmise.objects.filter(venue(au=jour), pk=admise.pk).exists():
            raise TransitionRefusee(_("Cette personne a fait une demande : suivez-la par son dossier."))
    motif = exiger_motif(DOMAINE, motif_code, le)
    delai = int(parametre("suivi_delai_tentative_jours", au=jour))
    tentative = TentativeAdmission.objects.create(
        cle=admise.cle,
        region_id=admise.region_id,
        canal=canal,
        motif=motif,
        note=note,
        prochaine_le=None
        if motif.code in REGLENT
        else prochaine_le or ajouter_jours_ouvrables(jour, delai, jours_feries()),
        le=le,
        par_id=acteur.utilisateur_id,
        par_libelle=acteur.libelle,
    )
    noter_contact(admission=admise.cle, le=le)
    if motif.code == DEMENAGEE:
        coder_issue(admise=admise, issue=EtatParticipation.DEMENAGEE, motif=motif.libelle, acteur=acteur, le=le)
    toucher_cohortes([admise.cohorte_id])
    return tentative


@transaction.atomic
def retirer_tentative(*, tentative: TentativeAdmission, motif: str, acteur: Acteur, le: datetime) -> TentativeAdmission:
    """Take back what was noted about the wrong person; it stays, and counts no more."""
    _exiger(acteur)
    if not motif.strip():
        raise MotifRequis(_("Dites pourquoi la retirer."))
    tentative = TentativeAdmission.objects.select_for_update(of=("self",)).get(pk=tentative.pk)
    if tentative.retire_le:
        raise TransitionRefusee(_("Cette tentative est déjà retirée."))
    tentative.retire_le, tentative.retire_par_id, tentative.retire_motif = (
        le,
        acteur.utilisateur_id,
        motif.strip()[:200],
    )
    tentative.save(update_fields=["retire_le", "retire_par", "retire_motif"])
    toucher_cohortes(PersonneAdmise.objects.actives().filter(cle=tentative.cle).values("cohorte"))
    return tentative


def _exiger(acteur: Acteur) -> None:
    if acteur.role not in (Role.CONSEILLER, Role.SYSTEME):
        raise RoleInsuffisant(_("Votre rôle ne permet pas de joindre les personnes admises."))
