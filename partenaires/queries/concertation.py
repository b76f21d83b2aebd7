"""What the pages of concertation show: members, agenda, positions, what is late and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.mesure.definition import MESURES, Genre, Mesure
from guichet.models import Adhesion, Journal
from guichet.referentiels.formats import formater_nombre, formater_pourcent
from partenaires.models import (
    ConsultationTable,
    EngagementConcertation,
    MandatTable,
    PositionMembre,
    PresenceRencontre,
    Rencontre,
    TableConcertation,
)
from partenaires.states_concertation import OUVERTS


@dataclass(frozen=True, slots=True)
class AInscrire:
    """A commitment an agenda should hold, and whether its day was past when it was looked at."""

    engagement: EngagementConcertation
    en_retard: bool


def a_inscrire(table: TableConcertation, *, au: date) -> list[AInscrire]:
    """The open commitments of a table: the overdue first, then by due day."""
    ouverts = table.engagements.ouverts().select_related("organisation")
    lignes = [AInscrire(engagement, engagement.est_en_retard(au=au)) for engagement in ouverts]
    return sorted(lignes, key=lambda ligne: (not ligne.en_retard, ligne.engagement.echeance, ligne.engagement.titre))


def membres_de(table: TableConcertation, *, au: date) -> list[MandatTable]:
    """Who sits at a table on that day, by the name of the organisation."""
    return list(table.mandats.en_vigueur(au=au).select_related("organisation"))


def anciens_membres(table: TableConcertation, *, au: date) -> list[MandatTable]:
    """The mandates that are over, the latest first."""
    finis = table.mandats.filter(Q(au__lt=au) | Q(fini_le__isnull=False))
    return list(finis.select_related("organisation", "fin_motif").order_by("-du"))


@dataclass(frozen=True, slots=True)
class Reponse:
    """One member before a question: its position, or none yet."""

    mandat: MandatTable
    position: PositionMembre | None


def reponses(consultation: ConsultationTable, *, au: date) -> list[Reponse]:
    """Every member with its position; one that gave a position and left is kept."""
    positions = {p.organisation_id: p for p in consultation.positions.all()}
    table = consultation.table
    mandats = {
        m.organisation_id: m for m in table.mandats.filter(organisation__in=positions).select_related("organisation")
    }
    mandats |= {m.organisation_id: m for m in membres_de(table, au=au)}
    siegent = sorted(mandats.values(), key=lambda m: m.organisation.nom)
    return [Reponse(mandat, positions.get(mandat.organisation_id)) for mandat in siegent]


def presences_de(rencontre: Rencontre, *, au: date) -> list[tuple[MandatTable, PresenceRencontre | None]]:
    """Those who sat at the table on the day of the meeting, with what was noted of each."""
    notees = {p.organisation_id: p for p in rencontre.presences.all()}
    return [(mandat, notees.get(mandat.organisation_id)) for mandat in membres_de(rencontre.table, au=au)]


def tables_en_liste(tables: QuerySet[TableConcertation], *, au: date) -> list[TableConcertation]:
    """Tables with the counts of the list: members, open commitments, overdue ones."""
    ouverts = Q(engagements__etat__in=OUVERTS)
    return list(
        tables.select_related("region")
        .order_by(F("region_id").asc(nulls_first=True))
        .annotate(
            nb_membres=Count("mandats", Q(mandats__in=MandatTable.objects.en_vigueur(au=au)), distinct=True),
            nb_ouverts=Count("engagements", ouverts, distinct=True),
            nb_en_retard=Count("engagements", ouverts & Q(engagements__echeance__lt=au), distinct=True),
        )
    )


def positions_attendues(
    consultations: QuerySet[ConsultationTable], acteur: Acteur, *, au: date
) -> QuerySet[ConsultationTable]:
    """The open questions this organisation has not answered."""
    ouvertes = consultations.filter(etat="ouverte", du__lte=au, au__gte=au)
    return ouvertes.exclude(positions__organisation=acteur.organisation_id).order_by("au")


def histoire(objet: Rencontre | ConsultationTable | EngagementConcertation) -> list[Journal]:
    """The steps of an object already known to be visible, the latest first: members read those of each other."""
    with portee(Acteur.systeme()):
        return list(Journal.objects.de_l_objet(objet))[::-1]


def adresses_du_responsable(engagement: EngagementConcertation, *, au: date) -> list[str]:
    """The accounts of the ministry that hold the role a commitment names, in the region it is about."""
    tenues = Adhesion.objects.en_vigueur(au=au).filter(role=engagement.role, utilisateur__is_active=True)
    if engagement.role == Role.CONSEILLER and engagement.region_id:
        tenues = tenues.filter(Q(regions=[]) | Q(regions__contains=[engagement.region_id]))
    return sorted(set(tenues.values_list("utilisateur__email", flat=True)))


def mesure_de(engagement: EngagementConcertation) -> Mesure | None:
    """The indicator a commitment is bound to."""
    return MESURES.get(engagement.indicateur)


def ecrire_chiffre(mesure: Mesure | None, valeur: Decimal | None) -> str:
    """The figure given as evidence, with the unit of its indicator; empty without one."""
    if mesure is None or valeur is None:
        return ""
    if mesure.genre is Genre.TAUX:
        return formater_pourcent(valeur)
    return f"{formater_nombre(valeur)}\u00a0{mesure.unite}".strip()
