"""The messages of concertation: one to each address of each member, words and no personal data; and its reminders."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.avis import deposer_avis
from guichet.avis.redaction import SansObjet, Texte, redige
from guichet.models import Canal
from guichet.referentiels.formats import formater_date
from partenaires.courriels import adresses_de
from partenaires.courriels_ententes import SUJETS, encore_a_dire
from partenaires.models import ConsultationTable, EngagementConcertation, Rencontre, TableConcertation
from partenaires.queries.concertation import membres_de
from partenaires.queries.rappels import attendus
from partenaires.rappels import GENRE_ENGAGEMENT, Moment


def annoncer_rencontre(rencontre: Rencontre, *, le: datetime) -> int:
    """The call, or what changed since: when, where, the agenda; return how many messages are new."""
    points = rencontre.points.filter(retire_le=None)
    return _annoncer(
        rencontre.table,
        f"rencontre.{rencontre.pk.hex}.{rencontre.sequence}",
        _("Rencontre déplacée : %(sujet)s") if rencontre.sequence else _("Convocation : %(sujet)s"),
        rencontre.sujet,
        "convocation",
        {"rencontre": rencontre, "points": points, "lien": _lien("rencontre", rencontre.pk)},
        le=le,
        au=timezone.localdate(rencontre.debut),
    )


def annoncer_annulation(rencontre: Rencontre, *, motif: str, le: datetime) -> int:
    """It does not take place, and why."""
    return _annoncer(
        rencontre.table,
        f"annulation.{rencontre.pk.hex}",
        _("Rencontre annulée : %(sujet)s"),
        rencontre.sujet,
        "rencontre_annulee",
        {"rencontre": rencontre, "motif": motif, "lien": _lien("rencontre", rencontre.pk)},
        le=le,
        au=timezone.localdate(rencontre.debut),
    )


def annoncer_compte_rendu(rencontre: Rencontre, *, le: datetime) -> int:
    """The approved minutes can be read."""
    return _annoncer(
        rencontre.table,
        f"compte-rendu.{rencontre.pk.hex}",
        _("Compte rendu approuvé : %(sujet)s"),
        rencontre.sujet,
        "compte_rendu",
        {"rencontre": rencontre, "lien": _lien("rencontre", rencontre.pk)},
        le=le,
    )


def annoncer_question(consultation: ConsultationTable, *, le: datetime) -> int:
    """A question waits for each member's position."""
    return _annoncer(
        consultation.table,
        f"question.{consultation.pk.hex}",
        _("Votre position est attendue : %(sujet)s"),
        consultation.question,
        "consultation",
        {"consultation": consultation, "lien": _lien("consultation_table", consultation.pk)},
        le=le,
    )


def annoncer_suite(consultation: ConsultationTable, *, le: datetime) -> int:
    """What the ministry does about the question can be read."""
    return _annoncer(
        consultation.table,
        f"suite.{consultation.pk.hex}",
        _("Suite donnée : %(sujet)s"),
        consultation.question,
        "consultation_suite",
        {"consultation": consultation, "lien": _lien("consultation_table", consultation.pk)},
        le=le,
    )


def annoncer_fermeture(table: TableConcertation, *, motif: str, suites: list[tuple[str, str]], le: datetime) -> int:
    """The table closes, why, and what becomes of each open promise; said while its members still sit."""
    return _annoncer(
        table,
        f"fermeture.{table.pk.hex}",
        _("Table fermée : %(sujet)s"),
        table.nom,
        "table_fermee",
        {"motif": motif, "suites": suites, "lien": settings.PORTAIL_URL + reverse("concertation")},
        le=le,
    )


def _lien(route: str, cle: uuid.UUID) -> str:
    return settings.PORTAIL_URL + reverse(route, args=[cle])


def _annoncer(
    table: TableConcertation,
    quoi: str,
    objet: str,
    sujet: str,
    gabarit: str,
    contexte: dict[str, Any],
    *,
    le: datetime,
    au: date | None = None,
) -> int:
    """One message to each address of each organisation that sits at the table on that day, today by default."""
    corps = render_to_string(f"partenaires/courriels/{gabarit}.txt", {"table": table} | contexte)
    faits, jour = 0, timezone.localdate(le)
    for membre in membres_de(table, au=au or jour):
        for adresse in adresses_de(membre.organisation, au=jour):
            empreinte = hashlib.sha256(adresse.lower().encode()).hexdigest()[:12]
            faits += bool(
                deposer_avis(
                    cle=f"concertation:{quoi}:{empreinte}",
                    canal=Canal.COURRIEL,
                    destinataire=adresse,
                    objet=objet % {"sujet": sujet},
                    corps=corps,
                    du_le=le,
                    organisation=membre.organisation,
                )
            )
    return faits


@redige(f"rappel:{GENRE_ENGAGEMENT}", a_chaque_envoi=True)
def rappeler_engagement(identifiant: str, _canal: str) -> Texte:
    """The words of a reminder of a commitment; `SansObjet` once it is kept or given up."""
    cle, _partie, _depuis, _du_le, moment = identifiant.split(".")
    dus = attendus(jour=timezone.localdate(), genre=GENRE_ENGAGEMENT, objet_id=uuid.UUID(cle))
    attendu = next((du for du in dus if du.jalon == identifiant.rpartition(".")[0]), None)
    if attendu is None or not encore_a_dire(attendu, moment):
        raise SansObjet(identifiant)
    engagement = EngagementConcertation.objects.select_related("table").get(pk=attendu.objet_id)
    contexte = {
        "attendu": attendu,
        "engagement": engagement,
        "avant": moment == Moment.AVANT,
        "relance": moment == Moment.RELANCE,
        "lien": _lien("engagement", engagement.pk),
    }
    return Texte(
        objet=SUJETS[Moment(moment)] % {"date": formater_date(attendu.du_le), "quoi": attendu.quoi},
        corps=render_to_string("partenaires/courriels/rappel_engagement.txt", contexte),
    )
