"""A declaration of capacity: opened, set, deposited, taken back, withdrawn, copied from the session before."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from inscriptions.models import SessionCours
from partenaires.actions.contenu import modifiable, recopier, retirer_groupe
from partenaires.models import DeclarationCapacite
from partenaires.queries.sessions import sessions_a_declarer
from partenaires.queries.verification import obstacles_au_depot
from partenaires.states import GESTION


@transaction.atomic
def ouvrir_declaration(*, session: SessionCours, acteur: Acteur, le: datetime) -> DeclarationCapacite:
    """The partner's declaration for this session, made when it has none."""
    if acteur.role not in GESTION or acteur.organisation_id is None:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de déclarer de la capacité."))
    if session not in sessions_a_declarer(au=timezone.localdate(le)):
        raise TransitionRefusee(_("La capacité se déclare pour les deux prochaines sessions."))
    existante = DeclarationCapacite.objects.filter(organisation=acteur.organisation_id, session=session).first()
    if existante:
        return existante
    return ouvrir(DeclarationCapacite(organisation_id=acteur.organisation_id, session=session), acteur=acteur, le=le)


@transaction.atomic
def regler_declaration(
    *, declaration: DeclarationCapacite, acteur: Acteur, heures_disponibles: Decimal, decision_le: date
) -> DeclarationCapacite:
    """Set the hours of the session and the last day to decide."""
    declaration = modifiable(declaration, acteur)
    declaration.heures_disponibles, declaration.decision_le = heures_disponibles, decision_le
    declaration.save(update_fields=["heures_disponibles", "decision_le"])
    return declaration


@transaction.atomic
def deposer_declaration(*, declaration: DeclarationCapacite, acteur: Acteur, le: datetime) -> DeclarationCapacite:
    """Tell the ministry it may count on this; what cannot be is refused, each line named."""
    declaration = declaration.verrouillee()
    obstacles = obstacles_au_depot(declaration, au=timezone.localdate(le))
    if obstacles:
        raise TransitionRefusee(" ".join(obstacles))
    franchir(declaration, "deposer", acteur=acteur, le=le, deposee_le=le, deposee_par_id=acteur.utilisateur_id)
    return declaration


@transaction.atomic
def reprendre_declaration(*, declaration: DeclarationCapacite, acteur: Acteur, le: datetime) -> DeclarationCapacite:
    """Take it back to change it: until it is deposited again the ministry counts on nothing of it."""
    declaration = declaration.verrouillee()
    if declaration.session.debut <= timezone.localdate(le):
        raise TransitionRefusee(_("La session est commencée."))
    franchir(declaration, "reprendre", acteur=acteur, le=le)
    return declaration


@transaction.atomic
def retirer_declaration(
    *, declaration: DeclarationCapacite, acteur: Acteur, le: datetime, motif: Motif, precision: str = ""
) -> DeclarationCapacite:
    """Withdraw it: its provisional groups are no longer envisaged. A group kept by the ministry is answered first."""
    declaration = declaration.verrouillee()
    envisages = list(declaration.groupes_proposes.envisages().filter(retire_le__isnull=True))
    if any(propose.retenu_le for propose in envisages):
        raise TransitionRefusee(_("Le ministère a retenu des groupes de cette déclaration : répondez-lui d’abord."))
    franchir(declaration, "retirer", acteur=acteur, le=le, motif=precision, motif_code=motif.code)
    for propose in envisages:
        retirer_groupe(propose=propose, acteur=acteur, le=le)
    return declaration


@transaction.atomic
def copier_declaration(
    *, source: DeclarationCapacite, cible: DeclarationCapacite, acteur: Acteur, le: datetime
) -> dict[str, int]:
    """Copy hours, resources, pools and groups into a draft, dates moved; what has the same reference stays.

    Return how many of each were added.
    """
    cible = modifiable(cible, acteur)
    if source.organisation_id != cible.organisation_id:
        raise RoleInsuffisant(_("Cette déclaration est celle d’un autre partenaire."))
    if cible.heures_disponibles is None:
        cible.heures_disponibles = source.heures_disponibles
    if cible.decision_le is None and source.decision_le:
        cible.decision_le = source.decision_le + (cible.session.debut - source.session.debut)
    cible.save(update_fields=["heures_disponibles", "decision_le"])
    return recopier(source=source, cible=cible, acteur=acteur, le=le)


def source_de_copie(cible: DeclarationCapacite) -> DeclarationCapacite | None:
    """The partner's latest declaration of an earlier session."""
    anciennes = DeclarationCapacite.objects.filter(
        organisation=cible.organisation_id, session__debut__lt=cible.session.debut
    ).select_related("session")
    return anciennes.order_by("-session__debut").first()
