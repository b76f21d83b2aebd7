"""A table closes: what was planned is cancelled, open promises go to another table or are given up, mandates end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from partenaires.actions.consultation_table import annuler_consultation
from partenaires.actions.engagement_concertation import abandonner_engagement, reprendre_engagement
from partenaires.actions.rencontre import annuler_rencontre
from partenaires.actions.table_concertation import table_tenue
from partenaires.courriels_concertation import annoncer_fermeture
from partenaires.models import EngagementConcertation, MandatTable, TableConcertation
from partenaires.queries.concertation import a_terminer, prevus

MANDAT_FERME = "mandat_table_fermee"


@dataclass(frozen=True, slots=True)
class Sort:
    """What becomes of an open promise: the table that takes it over, or the reason it is given up for."""

    table: TableConcertation | None = None
    motif: Motif | None = None


def fermer_table(
    *,
    table: TableConcertation,
    motif: Motif,
    sorts: Mapping[uuid.UUID, Sort],
    acteur: Acteur,
    le: datetime,
    precision: str = "",
) -> TableConcertation:
    """Close it with nothing left open; refused while a meeting waits for its minutes, a question for its follow-up."""
    if acteur.role is not Role.DIRECTION:
        raise RoleInsuffisant(_("La direction ferme les tables de concertation."))
    with portee(Acteur.systeme()):
        tenue = table_tenue(table)
        if a_terminer(tenue, au=le):
            raise TransitionRefusee(_("Terminez d’abord ce qui est en cours à cette table, puis fermez-la."))
        suites = [
            _donner_suite(engagement, sorts.get(engagement.pk, Sort()), acteur=acteur, le=le)
            for engagement in tenue.engagements.ouverts().select_related("table", "organisation")
        ]
        raison = _("La table est fermée : %(motif)s") % {"motif": motif.libelle}
        rencontres, consultations = prevus(tenue, au=le)
        for rencontre in rencontres:
            annuler_rencontre(rencontre=rencontre, acteur=acteur, le=le, motif=raison)
        for consultation in consultations:
            annuler_consultation(consultation=consultation, acteur=acteur, le=le, motif=raison)
        # Those who sit are told before they no longer do.
        annoncer_fermeture(tenue, motif=str(motif.libelle), suites=suites, le=le)
        _finir_les_mandats(tenue, acteur=acteur, le=le)
        tenue.fermee_le, tenue.fermee_par_id = le, acteur.utilisateur_id
        tenue.fermeture_motif, tenue.fermeture_precision = motif, precision.strip()
        tenue.save(update_fields=["fermee_le", "fermee_par", "fermeture_motif", "fermeture_precision"])
    return tenue


def _donner_suite(engagement: EngagementConcertation, sort: Sort, *, acteur: Acteur, le: datetime) -> tuple[str, str]:
    """Carry it over or give it up, as was chosen; return its words and what became of it."""
    if sort.table:
        reprendre_engagement(engagement=engagement, table=sort.table, acteur=acteur, le=le)
        return engagement.titre, _("repris par : %(table)s") % {"table": sort.table.nom}
    if sort.motif is None:
        raise TransitionRefusee(_("Dites ce que devient l’engagement « %(titre)s ».") % {"titre": engagement.titre})
    abandonner_engagement(engagement=engagement, motif=sort.motif, acteur=acteur, le=le)
    return engagement.titre, _("abandonné : %(motif)s") % {"motif": sort.motif.libelle}


def _finir_les_mandats(table: TableConcertation, *, acteur: Acteur, le: datetime) -> None:
    """Those that hold or will; one that was over keeps its own end."""
    motif = Motif.objects.get(pk=MANDAT_FERME)
    for mandat in MandatTable.objects.select_for_update().filter(table=table, fini_le__isnull=True):
        if mandat.au and mandat.au < timezone.localdate(le):
            continue
        mandat.fini_le, mandat.fini_par_id, mandat.fin_motif = le, acteur.utilisateur_id, motif
        mandat.save(update_fields=["fini_le", "fini_par", "fin_motif"])
