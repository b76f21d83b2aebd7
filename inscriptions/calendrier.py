"""The calendar file of a class: one event per meeting, whose identifiers never change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from inscriptions.models import Groupe, Seance

DOMAINE = "seances.guichet-francisation"


def calendrier_de(groupe: Groupe, seances: Iterable[Seance], *, le: datetime, lien: str) -> bytes:
    """An iCalendar file in the local zone; a cancelled meeting stays, marked as such, so that calendars remove it."""
    calendrier = nouveau_calendrier(_("Cours de français %(numero)s") % {"numero": groupe.numero})
    for seance in seances:
        calendrier.add_component(_evenement(groupe, seance, le=le, lien=lien))
    calendrier.add_missing_timezones()
    return calendrier.to_ical()


def nouveau_calendrier(nom: str) -> Calendar:
    """A published calendar of this name, without events yet."""
    calendrier = Calendar()
    calendrier.add("prodid", "-//Francisation//Guichet unifie//FR")
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", nom)
    return calendrier


def _evenement(groupe: Groupe, seance: Seance, *, le: datetime, lien: str) -> Event:
    zone = ZoneInfo(settings.TIME_ZONE)
    evenement = Event()
    evenement.add("uid", f"{seance.pk}@{DOMAINE}")
    evenement.add("dtstamp", le)
    evenement.add("dtstart", datetime.combine(seance.date, seance.heure_debut, zone))
    evenement.add("dtend", datetime.combine(seance.date, seance.heure_fin, zone))
    evenement.add("summary", _("Cours de français, niveau %(niveau)d") % {"niveau": groupe.niveau})
    evenement.add("location", _lieu(groupe))
    evenement.add("url", lien)
    evenement.add("status", "CANCELLED" if seance.annulee_le else "CONFIRMED")
    evenement.add("sequence", 1 if seance.annulee_le else 0)
    return evenement


def _lieu(groupe: Groupe) -> str:
    if groupe.lieu is None:
        return str(groupe.get_mode_display())
    return ", ".join(partie for partie in (groupe.lieu.nom, groupe.lieu.adresse, groupe.lieu.code_postal) if partie)
