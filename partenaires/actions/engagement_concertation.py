"""Commitments of concertation: taken at a table, begun, kept with their evidence, or given up with a coded reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.mesure.definition import MESURES
from guichet.models import Motif
from partenaires.actions.table_concertation import exiger_animation, table_tenue
from partenaires.models import DecisionRencontre, DocumentTable, EngagementConcertation, Rencontre, TableConcertation
from partenaires.policies import repond_de
from partenaires.queries.concertation import membres_de
from partenaires.states_concertation import EtatEngagement

# What a promise keeps at the table that takes it over.
REPRIS = (
    "titre",
    "description",
    "organisation_id",
    "role",
    "pris_le",
    "echeance",
    "indicateur",
    "entente_id",
    "ligne_de_plan_id",
)


@dataclass(frozen=True, slots=True)
class Preuve:
    """What shows that a promise was kept: words, and a document, a link or the figure of its indicator."""

    texte: str
    lien: str = ""
    document: DocumentTable | None = None
    valeur: Decimal | None = None


def prendre_engagement(
    *,
    table: TableConcertation,
    titre: str,
    echeance: date,
    acteur: Acteur,
    le: datetime,
    rencontre: Rencontre | None = None,
    decision: DecisionRencontre | None = None,
    **champs: Any,
) -> EngagementConcertation:
    """Write down a promise: one owner, a day, and at least one thing it is bound to (indicator, entente, plan line)."""
    exiger_animation(table, acteur)
    jour = timezone.localdate(le)
    if echeance < jour:
        raise TransitionRefusee(_("L’échéance est un jour à venir."))
    if champs.get("indicateur") and champs["indicateur"] not in MESURES:
        raise TransitionRefusee(_("Cet indicateur n’existe pas."))
    if not (champs.get("indicateur") or champs.get("entente") or champs.get("ligne_de_plan")):
        raise TransitionRefusee(_("Rattachez l’engagement à un indicateur, à une entente ou à une ligne de plan."))
    organisation = champs.get("organisation")
    with portee(Acteur.systeme()):
        table_tenue(table)
        if organisation and organisation.pk not in {m.organisation_id for m in membres_de(table, au=jour)}:
            raise TransitionRefusee(_("Cette organisation ne siège pas à la table."))
        return ouvrir(
            EngagementConcertation(
                table=table,
                region_id=table.region_id,
                rencontre=rencontre or (decision.rencontre if decision else None),
                decision=decision,
                titre=titre,
                pris_le=jour,
                echeance=echeance,
                pris_par_id=acteur.utilisateur_id,
                **champs,
            ),
            acteur=acteur,
            le=le,
        )


def commencer_engagement(*, engagement: EngagementConcertation, acteur: Acteur, le: datetime) -> EngagementConcertation:
    """Say that the work has begun."""
    with portee(Acteur.systeme()):
        tenu = _repondu(engagement, acteur)
        franchir(tenu, "commencer", acteur=acteur, le=le)
    return tenu


def tenir_engagement(
    *, engagement: EngagementConcertation, preuve: Preuve, acteur: Acteur, le: datetime
) -> EngagementConcertation:
    """Close it as kept; without evidence it stays open."""
    if not (preuve.lien or preuve.document or (preuve.valeur is not None and engagement.indicateur)):
        raise TransitionRefusee(_("Joignez une preuve : un document, un lien, ou le chiffre de l’indicateur."))
    if preuve.document and (preuve.document.engagement_id != engagement.pk or not preuve.document.est_sain):
        raise TransitionRefusee(_("Ce document n’est pas encore vérifié."))
    with portee(Acteur.systeme()):
        tenu = _repondu(engagement, acteur)
        franchir(
            tenu,
            "tenir",
            acteur=acteur,
            le=le,
            preuve=preuve.texte,
            preuve_lien=preuve.lien,
            preuve_document=preuve.document,
            preuve_valeur=preuve.valeur,
            tenu_le=le,
            tenu_par_id=acteur.utilisateur_id,
        )
    return tenu


def abandonner_engagement(
    *, engagement: EngagementConcertation, motif: Motif, acteur: Acteur, le: datetime, precision: str = ""
) -> EngagementConcertation:
    """Give it up, with a coded reason: those who lead the table alone."""
    exiger_animation(engagement.table, acteur)
    with portee(Acteur.systeme()):
        tenu = _verrouille(engagement)
        franchir(
            tenu,
            "abandonner",
            acteur=acteur,
            le=le,
            motif=precision.strip(),
            motif_code=motif.pk,
            abandonne_le=le,
            abandonne_par_id=acteur.utilisateur_id,
            abandon_motif=motif,
            abandon_precision=precision.strip(),
        )
    return tenu


def reprendre_engagement(
    *, engagement: EngagementConcertation, table: TableConcertation, acteur: Acteur, le: datetime
) -> EngagementConcertation:
    """Carry an open promise to another table: its words, owner and day go on there, the former one ends replaced.

    A promise is never rewritten, so it does not move; the new one names it (`suite_de`).
    """
    exiger_animation(engagement.table, acteur)
    with portee(Acteur.systeme()):
        ancien, destination = _verrouille(engagement), table_tenue(table)
        if destination.pk == ancien.table_id:
            raise TransitionRefusee(_("Choisissez une autre table."))
        if ancien.organisation_id and not _siege(destination, ancien.organisation_id, au=timezone.localdate(le)):
            raise TransitionRefusee(
                _("%(qui)s ne siège pas à cette table (%(table)s). Donnez-lui d’abord un mandat.")
                % {"qui": ancien.responsable, "table": destination.nom}
            )
        repris = ouvrir(
            EngagementConcertation(
                table=destination,
                region_id=destination.region_id,
                suite_de=ancien,
                pris_par_id=acteur.utilisateur_id,
                **{nom: getattr(ancien, nom) for nom in REPRIS},
            ),
            acteur=acteur,
            le=le,
        )
        if ancien.etat == EtatEngagement.EN_COURS:
            franchir(repris, "commencer", acteur=acteur, le=le)
        abandonner_engagement(
            engagement=ancien,
            motif=Motif.objects.get(pk="engagement_remplace"),
            acteur=acteur,
            le=le,
            precision=_("Repris par : %(table)s") % {"table": destination.nom},
        )
    return repris


def _siege(table: TableConcertation, organisation_id: Any, *, au: date) -> bool:
    return table.mandats.en_vigueur(au=au).filter(organisation=organisation_id).exists()


def _repondu(engagement: EngagementConcertation, acteur: Acteur) -> EngagementConcertation:
    if not repond_de(engagement, acteur):
        raise RoleInsuffisant(_("Cet engagement relève de quelqu’un d’autre."))
    return _verrouille(engagement)


def _verrouille(engagement: EngagementConcertation) -> EngagementConcertation:
    tenus = EngagementConcertation.objects.select_for_update(of=("self",)).select_related("table")
    return tenus.get(pk=engagement.pk)
