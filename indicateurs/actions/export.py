"""Ask for a file of rows, make it, take it, let it go."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.formats import formater_date_heure
from guichet.referentiels.parametres import parametre
from indicateurs.exports.classeur import ecrire_xlsx
from indicateurs.exports.ecriture import Avancement, Empreinte, ecrire_csv
from indicateurs.exports.natures import NATURES, Nature
from indicateurs.exports.parquet import ecrire_parquet
from indicateurs.filtre import Filtre
from indicateurs.models import Export, FormatExport, LectureExport
from indicateurs.states import EtatExport

ECRIVAINS: dict[str, Callable[..., int]] = {
    FormatExport.CSV: ecrire_csv,
    FormatExport.XLSX: ecrire_xlsx,
    FormatExport.PARQUET: ecrire_parquet,
}


@transaction.atomic
def demander_export(
    *, acteur: Acteur, nature: str, filtre: Filtre, format: str, motif: str, le: datetime | None = None
) -> Export:
    """Ask for a file; the worker makes it once this transaction commits."""
    _droit(nature, acteur.role)
    if not motif.strip():
        raise MotifRequis(_("Indiquez à quoi servira ce fichier."))
    if format not in ECRIVAINS:
        raise TransitionRefusee(_("Ce format n’existe pas."))
    le = le or timezone.now()
    export = Export(
        nature=nature,
        format=format,
        filtre={axe: valeur for axe, valeur in asdict(filtre).items() if valeur} | _periode(filtre),
        motif=motif.strip(),
        demandeur_id=acteur.utilisateur_id,
        role=acteur.role,
        demande_le=le,
    )
    # An export belongs to no region: its journal is the province's.
    with portee(Acteur.systeme()):
        ouvrir(export, acteur=acteur, le=le)
        _ensuite(str(export.pk))
    return export


def produire(*, export_id: uuid.UUID, le: datetime, avancement: Avancement = lambda _lignes: None) -> str:
    """Make the file once and return the state reached; a second run finds it made, or leaves it to the one at it."""
    portail = Acteur.systeme()
    libres = Export.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=export_id)
    with portee(portail):
        export = libres.first()
        if export is None:
            return EtatExport.EN_COURS
        if not export.est_en_cours:
            return export.etat
        if export.etat == EtatExport.DEMANDE:
            franchir(export, "preparer", acteur=portail, le=le)
    try:
        # Row lock and file in one transaction: a rival leaves them to the run that has them.
        with portee(portail):
            libre = libres.first()
            if libre is None or libre.etat != EtatExport.EN_COURS:
                return libre.etat if libre else EtatExport.EN_COURS
            export = libre
            _ecrire(export, le, avancement)
    except (DatabaseError, OSError, ValueError) as erreur:
        with portee(portail):
            export = export.verrouillee()
            if export.etat == EtatExport.EN_COURS:
                franchir(export, "echouer", acteur=portail, le=le, motif=type(erreur).__name__)
    return export.etat


def telecharger(*, export: Export, acteur: Acteur, le: datetime) -> Export:
    """The export whose file this actor may take now, its taking noted; rights are those of today."""
    _droit(export.nature, acteur.role)
    if export.demandeur_id != acteur.utilisateur_id:
        raise RoleInsuffisant(_("Seule la personne qui a demandé ce fichier peut le prendre."))
    if not export.est_telechargeable(le=le):
        raise TransitionRefusee(_("Ce fichier n’est plus disponible. Demandez-le de nouveau."))
    LectureExport.objects.create(export=export, par_id=acteur.utilisateur_id, le=le)
    return export


def expirer(*, export: Export, le: datetime) -> Export:
    """Take the file away; what it was, who asked and why stay."""
    chemin = export.chemin
    franchir(export, "expirer", acteur=Acteur.systeme(), le=le, chemin="")
    transaction.on_commit(lambda: storages["prive"].delete(chemin), robust=True)
    return export


def filtre_de(export: Export) -> Filtre:
    """The filter as it was asked."""
    brut: dict[str, Any] = dict(export.filtre)
    return Filtre(date.fromisoformat(brut.pop("du")), date.fromisoformat(brut.pop("au")), **brut)


def filigrane_de(export: Export) -> str:
    """Who, when, what for: written in the file."""
    return _("Exporté par %(qui)s le %(quand)s. Usage : %(motif)s. Export %(cle)s, à ne pas diffuser.") % {
        "qui": export.demandeur or _("le portail"),
        "quand": formater_date_heure(export.demande_le),
        "motif": " ".join(export.motif.split()),
        "cle": export.pk,
    }


def _ecrire(export: Export, le: datetime, avancement: Avancement) -> None:
    nature = NATURES[export.nature]
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '15min'")
        curseur.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
    with tempfile.NamedTemporaryFile(suffix=f".{export.format}") as fichier:
        sortie = Empreinte(fichier)  # type: ignore[arg-type]
        lignes = ECRIVAINS[export.format](
            sortie, nature.colonnes, nature.suite(filtre_de(export)), filigrane_de(export), avancement
        )
        fichier.flush()
        fichier.seek(0)
        chemin = storages["prive"].save(f"exports/{export.pk.hex}.{export.format}", File(fichier))
    duree = timedelta(days=int(parametre("expiration_export_jours", au=timezone.localdate(le))))
    franchir(
        export,
        "livrer",
        acteur=Acteur.systeme(),
        le=le,
        lignes=lignes,
        octets=sortie.octets,
        sha256=sortie.sha256,
        chemin=chemin,
        expire_le=le + duree,
    )


def _droit(nature: str, role: Role | str) -> Nature:
    trouvee = NATURES.get(nature)
    if trouvee is None or role not in trouvee.roles:
        raise RoleInsuffisant(_("Votre rôle ne permet pas cet export."))
    return trouvee


def _periode(filtre: Filtre) -> dict[str, str]:
    return {"du": filtre.du.isoformat(), "au": filtre.au.isoformat()}


def _ensuite(export_id: str) -> None:
    from indicateurs.tasks import produire_export

    transaction.on_commit(lambda: produire_export.delay(export_id=export_id), robust=True)
