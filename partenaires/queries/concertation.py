"""What the pages of concertation show: members, agenda, positions, what is late and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

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
    ReponseConvocation,
    TableConcertation,
)
from partenaires.models.rencontre import RencontreQuerySet
from partenaires.states_concertation import OUVERTS, EtatConsultation, EtatRencontre


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


@dataclass(frozen=True, slots=True)
class Convie:
    """A member on the day of a meeting: what it answered to the call, what was noted of it."""

    mandat: MandatTable
    reponse: ReponseConvocation | None
    presence: PresenceRencontre | None
    # The meeting changed after it answered.
    a_redemander: bool = False


def convies(rencontre: Rencontre, reponses: QuerySet[ReponseConvocation]) -> list[Convie]:
    """Those who sit at the table on the day of the meeting, each with its answer among those one may read."""
    notees = {p.organisation_id: p for p in rencontre.presences.all()}
    donnees = {r.organisation_id: r for r in reponses.filter(rencontre=rencontre)}
    lignes = []
    for mandat in membres_de(rencontre.table, au=timezone.localdate(rencontre.debut)):
        reponse = donnees.get(mandat.organisation_id)
        avant = reponse is not None and reponse.donnee_le < rencontre.modifiee_le
        lignes.append(Convie(mandat, reponse, notees.get(mandat.organisation_id), avant))
    return lignes


def reponses_attendues(rencontres: RencontreQuerySet, acteur: Acteur, *, au: datetime) -> QuerySet[Rencontre]:
    """The meetings this organisation was called to, and has not answered."""
    appelees = rencontres.filter(etat=EtatRencontre.CONVOQUEE, debut__gt=au).annotate(jour=TruncDate("debut"))
    ce_jour_la = MandatTable.objects.en_vigueur(au=OuterRef("jour"))
    siege = ce_jour_la.filter(table=OuterRef("table"), organisation=acteur.organisation_id)
    return appelees.filter(Exists(siege)).exclude(reponses__organisation=acteur.organisation_id).order_by("debut")


def a_terminer(table: TableConcertation, *, au: datetime) -> list[Rencontre | ConsultationTable]:
    """What keeps a table from closing: meetings that wait for approved minutes, questions that wait for a follow-up."""
    tenues = Q(etat=EtatRencontre.REDIGEE) | Q(etat=EtatRencontre.CONVOQUEE, debut__lte=au)
    return [
        *table.rencontres.filter(tenues).order_by("debut"),
        *table.consultations.filter(etat=EtatConsultation.OUVERTE).order_by("au"),
    ]


def prevus(table: TableConcertation, *, au: datetime) -> tuple[list[Rencontre], list[ConsultationTable]]:
    """What closing a table cancels: meetings to come, questions not yet put."""
    venir = Q(etat=EtatRencontre.PREPAREE) | Q(etat=EtatRencontre.CONVOQUEE, debut__gt=au)
    return (
        list(table.rencontres.filter(venir).select_related("table").order_by("debut")),
        list(table.consultations.filter(etat=EtatConsultation.PREPAREE).select_related("table")),
    )


def repreneuses(table: TableConcertation, *, au: date) -> list[tuple[EngagementConcertation, list[TableConcertation]]]:
    """The open commitments of a table, each with the other open tables that may take it over: its organisation sits
    there; the ministry's own may go anywhere."""
    autres = list(TableConcertation.objects.ouvertes().exclude(pk=table.pk))
    siegent = set(MandatTable.objects.en_vigueur(au=au).values_list("table_id", "organisation_id"))
    return [
        (
            engagement,
            [t for t in autres if engagement.organisation_id is None or (t.pk, engagement.organisation_id) in siegent],
        )
        for engagement in table.engagements.ouverts().select_related("organisation")
    ]


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
