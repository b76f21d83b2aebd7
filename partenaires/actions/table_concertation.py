"""Tables of concertation: opened, and who sits at them between two days (closing: `fermeture_table.py`)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif, Organisation, Region
from guichet.referentiels.formats import formater_date
from partenaires.models import MandatTable, TableConcertation
from partenaires.policies import peut_animer


def exiger_animation(table: TableConcertation, acteur: Acteur) -> None:
    """Refuse whoever does not lead this table."""
    if not peut_animer(table, acteur):
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’animer cette table."))


def table_tenue(table: TableConcertation) -> TableConcertation:
    """The table as it is now, locked, in the scope of the caller; refused once closed: nothing begins there."""
    tenue = TableConcertation.objects.select_for_update(no_key=True).get(pk=table.pk)
    if tenue.fermee_le:
        jour = formater_date(timezone.localdate(tenue.fermee_le))
        raise TransitionRefusee(
            _("Cette table est fermée depuis le %(jour)s : rien de nouveau ne s’y ouvre.") % {"jour": jour}
        )
    return tenue


def ouvrir_table(*, region: Region | None, mandat: str, acteur: Acteur, le: datetime) -> TableConcertation:
    """Open the table of a region, or the national one without a region; there is one of each at a time."""
    if acteur.role is not Role.DIRECTION:
        raise RoleInsuffisant(_("La direction ouvre les tables de concertation."))
    with portee(Acteur.systeme()):
        if TableConcertation.objects.ouvertes().filter(region=region).exists():
            raise TransitionRefusee(_("Cette table est déjà ouverte."))
        return TableConcertation.objects.create(
            nom=_("Table régionale, %(region)s") % {"region": region.nom} if region else _("Table nationale"),
            region=region,
            mandat=mandat,
            ouverte_le=le,
            ouverte_par_id=acteur.utilisateur_id,
        )


def donner_mandat(
    *,
    table: TableConcertation,
    organisation: Organisation,
    titre: str,
    representant: str,
    du: date,
    au: date | None,
    acteur: Acteur,
    le: datetime,
) -> MandatTable:
    """Let an organisation sit at a table between two days; one mandate at a time."""
    exiger_animation(table, acteur)
    with portee(Acteur.systeme()):
        table_tenue(table)
        ouverts = table.mandats.filter(organisation=organisation, fini_le__isnull=True)
        if any((m.au is None or m.au >= du) and (au is None or m.du <= au) for m in ouverts):
            raise TransitionRefusee(_("Cette organisation a déjà un mandat à cette table pendant cette période."))
        return MandatTable.objects.create(
            table=table,
            organisation=organisation,
            titre=titre,
            representant=representant,
            du=du,
            au=au,
            donne_le=le,
            donne_par_id=acteur.utilisateur_id,
        )


def terminer_mandat(
    *, mandat: MandatTable, motif: Motif, acteur: Acteur, le: datetime, precision: str = ""
) -> MandatTable:
    """End a mandate from that day on; what its organisation said and promised stands."""
    exiger_animation(mandat.table, acteur)
    with portee(Acteur.systeme()):
        mandat = MandatTable.objects.select_for_update(of=("self",)).select_related("table").get(pk=mandat.pk)
        if mandat.fini_le or (mandat.au and mandat.au < timezone.localdate(le)):
            raise TransitionRefusee(_("Ce mandat est déjà terminé."))
        mandat.fini_le, mandat.fini_par_id = le, acteur.utilisateur_id
        mandat.fin_motif, mandat.fin_precision = motif, precision.strip()
        mandat.save(update_fields=["fini_le", "fini_par", "fin_motif", "fin_precision"])
    return mandat
