"""What becomes of a provisional group: kept, accepted by the partner, announced; or lapsed at its date."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from inscriptions.actions.groupe import annoncer_groupe
from inscriptions.states import EtatGroupe
from partenaires.actions.contenu import DU_BASSIN, proposer_groupe, retirer_groupe
from partenaires.courriels import annoncer_echeances
from partenaires.models import Bassin, DeclarationCapacite, GroupePropose
from partenaires.queries.echeances import a_echoir, est_a_clore, groupes_a_decider
from partenaires.states import GESTION

NON_RETENU, SANS_REPONSE = "capacite_non_retenue", "capacite_sans_reponse"


@transaction.atomic
def retenir_groupe(*, propose: GroupePropose, acteur: Acteur, le: datetime) -> GroupePropose:
    """A confirmed formation keeps this group; the partner answers before its date."""
    if acteur.role not in {Role.CONSEILLER, Role.SYSTEME}:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de retenir un groupe."))
    propose = _verrouiller(propose)
    _verifier_envisage(propose, le)
    propose.retenu_le = propose.retenu_le or le
    propose.save(update_fields=["retenu_le"])
    return propose


@transaction.atomic
def accepter_groupe(*, propose: GroupePropose, acteur: Acteur, le: datetime) -> GroupePropose:
    """The partner commits to a group that was kept: it is announced at once, with its meetings."""
    if acteur.role not in GESTION or acteur.organisation_id != propose.organisation_id:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’accepter ce groupe."))
    propose = _verrouiller(propose)
    _verifier_envisage(propose, le)
    if propose.retenu_le is None:
        raise TransitionRefusee(_("Le ministère n’a pas retenu ce groupe."))
    propose.accepte_le = le
    propose.save(update_fields=["accepte_le"])
    annoncer_groupe(groupe=propose.groupe, acteur=acteur, le=le)
    return propose


@transaction.atomic
def tirer_du_bassin(
    *, bassin: Bassin, niveau: int, horaire: str, reference: str, acteur: Acteur, le: datetime
) -> GroupePropose:
    """Take one group of the pool: a provisional group of this level at this timetable, with the pool's resources."""
    bassin = Bassin.objects.select_for_update(of=("self",)).select_related("declaration__session").get(pk=bassin.pk)
    pris = bassin.groupes_proposes.filter(retire_le__isnull=True).count()
    if pris >= bassin.nombre or bassin.retire_le:
        raise TransitionRefusee(_("Ce bassin n’a plus de groupe à donner."))
    if horaire not in bassin.horaires or not bassin.niveau <= niveau <= bassin.niveau_max:
        raise TransitionRefusee(_("Ce niveau ou cet horaire n’est pas dans le bassin."))
    besoins = bassin.besoins.filter(retire_le__isnull=True).values_list("ressource__reference", flat=True)
    champs = {nom: getattr(bassin, nom) for nom in DU_BASSIN if nom not in ("nombre", "horaires")} | {
        "reference": reference,
        "niveau": niveau,
        "niveau_max": niveau,
        "horaire": horaire.split(),
        "ressources": list(besoins),
    }
    return proposer_groupe(declaration=bassin.declaration, acteur=acteur, le=le, champs=champs, bassin=bassin)


@transaction.atomic
def decider_echeances(*, declaration_id: uuid.UUID, le: datetime) -> int:
    """Convert or lapse each provisional group of this declaration whose date is past, then close what is finished.

    Returns how many groups were decided; a second run finds nothing due. None is decided while another worker holds it.
    """
    jour, portail = timezone.localdate(le), Acteur.systeme()
    libres = DeclarationCapacite.objects.select_for_update(skip_locked=True, of=("self",))
    declaration = libres.select_related("session", "organisation").filter(pk=declaration_id).first()
    if declaration is None:
        return 0
    dus = list(groupes_a_decider(declaration, au=jour))
    echus = [propose for propose in dus if not _convertir(propose, portail, le)]
    for propose in echus:
        motif = SANS_REPONSE if propose.retenu_le else NON_RETENU
        retirer_groupe(propose=propose, acteur=portail, le=le, motif_code=motif)
    if echus:
        annoncer_echeances(declaration, echus, jour=jour, le=le)
    if est_a_clore(declaration, au=jour):
        franchir(declaration, "clore", acteur=portail, le=le)
    return len(dus)


def declarations_a_traiter(*, le: datetime) -> list[uuid.UUID]:
    """The declarations that hold something due."""
    return list(a_echoir(au=timezone.localdate(le)).values_list("pk", flat=True))


def _convertir(propose: GroupePropose, portail: Acteur, le: datetime) -> bool:
    """Announce a group the partner accepted, should its announcement have been lost."""
    if propose.accepte_le is None:
        return False
    annoncer_groupe(groupe=propose.groupe, acteur=portail, le=le)
    return True


def _verrouiller(propose: GroupePropose) -> GroupePropose:
    return GroupePropose.objects.select_for_update(of=("self",)).select_related("groupe").get(pk=propose.pk)


def _verifier_envisage(propose: GroupePropose, le: datetime) -> None:
    if propose.groupe.etat != EtatGroupe.ENVISAGE:
        raise TransitionRefusee(_("Ce groupe n’est plus envisagé."))
    if propose.decision_le < timezone.localdate(le):
        raise TransitionRefusee(_("La date limite de décision de ce groupe est passée."))
