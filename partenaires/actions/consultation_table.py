"""A question put to a table: opened, answered by each member, closed with what is done about it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from partenaires.actions.table_concertation import exiger_animation, table_tenue
from partenaires.courriels_concertation import annoncer_question, annoncer_suite
from partenaires.models import ConsultationTable, MandatTable, PositionMembre, TableConcertation
from partenaires.states_ententes import PREPARATION


def preparer_consultation(
    *, table: TableConcertation, question: str, contexte: str, du: date, au: date, acteur: Acteur, le: datetime
) -> ConsultationTable:
    """A question in preparation: its documents are added before it opens."""
    exiger_animation(table, acteur)
    if au < timezone.localdate(le):
        raise TransitionRefusee(_("Le dernier jour est passé. Choisissez un jour à venir."))
    with portee(Acteur.systeme()):
        table_tenue(table)
        return ouvrir(
            ConsultationTable(
                table=table, region_id=table.region_id, question=question, contexte=contexte, du=du, au=au
            ),
            acteur=acteur,
            le=le,
        )


def ouvrir_consultation(*, consultation: ConsultationTable, acteur: Acteur, le: datetime) -> ConsultationTable:
    """Put it to the members: each organisation has its message."""
    exiger_animation(consultation.table, acteur)
    with portee(Acteur.systeme()):
        posee = _tenue(consultation)
        if posee.au < timezone.localdate(le):
            raise TransitionRefusee(_("Le dernier jour de cette consultation est passé."))
        franchir(posee, "ouvrir_aux_membres", acteur=acteur, le=le, ouverte_le=le)
        annoncer_question(posee, le=le)
    return posee


def donner_position(
    *, consultation: ConsultationTable, position: str, raisons: str, acteur: Acteur, le: datetime
) -> PositionMembre:
    """What the actor's organisation answers; given again while the question is open, it replaces the former one."""
    if acteur.role not in PREPARATION or acteur.organisation_id is None:
        raise RoleInsuffisant(_("Les membres de la table donnent leur position."))
    with portee(Acteur.systeme()):
        posee, jour = _tenue(consultation), timezone.localdate(le)
        if not posee.recoit(au=jour):
            raise TransitionRefusee(_("Cette consultation ne reçoit pas de position aujourd’hui."))
        membres = MandatTable.objects.en_vigueur(au=jour)
        if not membres.filter(table=posee.table_id, organisation=acteur.organisation_id).exists():
            raise RoleInsuffisant(_("Votre organisation ne siège pas à cette table."))
        donnee, _nouvelle = PositionMembre.objects.update_or_create(
            consultation=posee,
            organisation_id=acteur.organisation_id,
            defaults={
                "table_id": posee.table_id,
                "position": position,
                "raisons": raisons,
                "donnee_le": le,
                "donnee_par_id": acteur.utilisateur_id,
            },
        )
    return donnee


def clore_consultation(
    *, consultation: ConsultationTable, suite: str, acteur: Acteur, le: datetime
) -> ConsultationTable:
    """Close it with what the ministry does about it; the members are told where to read it."""
    exiger_animation(consultation.table, acteur)
    with portee(Acteur.systeme()):
        posee = _tenue(consultation)
        franchir(posee, "clore", acteur=acteur, le=le, suite=suite, close_le=le, close_par_id=acteur.utilisateur_id)
        annoncer_suite(posee, le=le)
    return posee


def annuler_consultation(
    *, consultation: ConsultationTable, acteur: Acteur, le: datetime, motif: str
) -> ConsultationTable:
    """Take the question back, with the reason."""
    exiger_animation(consultation.table, acteur)
    with portee(Acteur.systeme()):
        posee = _tenue(consultation)
        franchir(posee, "annuler", acteur=acteur, le=le, motif=motif)
    return posee


def _tenue(consultation: ConsultationTable) -> ConsultationTable:
    """The row as it is now, locked, with its table."""
    tenues = ConsultationTable.objects.select_for_update(of=("self",)).select_related("table")
    return tenues.get(pk=consultation.pk)
