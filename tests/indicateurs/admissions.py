"""A file of admissions, who sends it, and what is left of it."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from indicateurs.actions import admissions as actions
from indicateurs.actions.rapprochement import comparer
from indicateurs.admissions_lignes import COLONNES
from indicateurs.models import LotAdmissions, PersonneAdmise, Rapprochement

LE = timezone.make_aware(datetime(2026, 7, 6, 10))
CONSEIL = Acteur(role=Role.CONSEILLER)
LIGNE = {
    "cle": "A-1",
    "mois": "2026-03",
    "population": "permanente",
    "identifiant": "1234567890",
    "prenom": "Amina",
    "nom": "Diallo",
    "date_naissance": "1991-04-23",
    "sexe": "f",
    "pays": "GIN",
    "langue": "fra",
    "categorie": "refugies",
    "region": "06",
    "francais": "non",
}
AUTRE = LIGNE | {
    "cle": "A-2",
    "identifiant": "",
    "prenom": "Wei",
    "nom": "Chen",
    "date_naissance": "1988-11-30",
    "population": "temporaire",
    "pays": "CHN",
    "langue": "cmn",
    "region": "03",
}


def fichier(*lignes: dict[str, Any], colonnes=COLONNES) -> bytes:
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, colonnes, delimiter=";", restval="", extrasaction="ignore")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue().encode("utf-8-sig")


def lire(*lignes: dict[str, Any], octets: bytes = b"", le=LE) -> LotAdmissions:
    """A file received and read, as a worker would."""
    lot = actions.recevoir_lot(nom="admissions.csv", octets=octets or fichier(*lignes), acteur=CONSEIL, le=le)
    with portee(Acteur.systeme()):
        actions.lire_lot(lot_id=lot.pk, le=le)
    lot.refresh_from_db()
    return lot


def importer(*lignes: dict[str, Any], le=LE) -> LotAdmissions:
    """A file received, read, confirmed and written."""
    lot = lire(*lignes, le=le)
    actions.confirmer_lot(lot=lot, acteur=CONSEIL, le=le)
    actions.ecrire_lot(lot_id=lot.pk, le=le)
    lot.refresh_from_db()
    return lot


def actives() -> dict[str, str]:
    return dict(PersonneAdmise.objects.actives().order_by("cle").values_list("cle", "nom"))


def rapprocher(le=LE) -> dict[str, str]:
    """Everything that is due is compared; the state of each pair."""
    while comparer(le=le):
        pass
    return dict(Rapprochement.objects.order_by("cle").values_list("cle", "etat"))
