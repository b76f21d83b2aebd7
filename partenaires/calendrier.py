"""The shared calendar of concertation: meetings, last days of consultations, due days of commitments (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from inscriptions.calendrier import nouveau_calendrier
from partenaires.models import ConsultationTable, EngagementConcertation, Rencontre

DOMAINE = "concertation.guichet-francisation"


def calendrier_de_concertation(
    *,
    rencontres: Iterable[Rencontre],
    consultations: Iterable[ConsultationTable],
    engagements: Iterable[EngagementConcertation],
    le: datetime,
) -> bytes:
    """The calendar in the local zone; a meeting that was called then cancelled stays, marked so that it is removed."""
    calendrier = nouveau_calendrier(_("Concertation"))
    # How often a program should come back.
    calendrier.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for rencontre in rencontres:
        _rencontre(calendrier, rencontre, le)
    for question in consultations:
        titre = _("Dernier jour pour répondre : %(question)s") % {"question": question.question}
        _jour(calendrier, question, question.au, titre, "consultation_table", le)
    for engagement in engagements:
        titre = _("Échéance de l’engagement : %(titre)s") % {"titre": engagement.titre}
        _jour(calendrier, engagement, engagement.echeance, titre, "engagement", le)
    calendrier.add_missing_timezones()
    return calendrier.to_ical()


def _rencontre(calendrier: Calendar, rencontre: Rencontre, le: datetime) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    lieu = ", ".join(filter(None, (rencontre.lieu, rencontre.lien)))
    _evenement(
        calendrier,
        rencontre,
        "rencontre",
        le,
        summary=_("%(sujet)s (%(table)s)") % {"sujet": rencontre.sujet, "table": rencontre.table.nom},
        dtstart=rencontre.debut.astimezone(zone),
        dtend=rencontre.fin.astimezone(zone),
        location=lieu,
        status="CANCELLED" if rencontre.est_annulee else "CONFIRMED",
        sequence=rencontre.sequence,
        last_modified=rencontre.modifiee_le,
    )


def _jour(calendrier: Calendar, objet: Any, jour: date, titre: str, route: str, le: datetime) -> None:
    """A whole day, which leaves the person free."""
    _evenement(
        calendrier,
        objet,
        route,
        le,
        summary=titre,
        description=objet.table.nom,
        dtstart=jour,
        dtend=jour + timedelta(days=1),
        transp="TRANSPARENT",
        status="CONFIRMED",
    )


def _evenement(calendrier: Calendar, objet: Any, route: str, le: datetime, **champs: Any) -> None:
    evenement = Event()
    evenement.add("uid", f"{objet.pk}@{DOMAINE}")
    evenement.add("dtstamp", le)
    evenement.add("url", settings.PORTAIL_URL + reverse(route, args=[objet.pk]))
    for nom, valeur in champs.items():
        evenement.add(nom.replace("_", "-"), valeur)
    calendrier.add_component(evenement)
