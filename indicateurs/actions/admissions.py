"""Files of admissions: received, read by a worker, confirmed, written together or not at all; undone for a time."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.bd.identifiants import graine
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.parametres import parametre
from guichet.vieprivee.chiffrement import chiffrer_par_morceaux, dechiffrer_par_morceaux
from indicateurs.actions.rapprochement import detacher_sans_admission, toucher_cohortes
from indicateurs.admissions_lignes import COLONNES, OCTETS_MAX, proteger
from indicateurs.models import LotAdmissions, PersonneAdmise
from indicateurs.policies import peut_importer_admissions
from indicateurs.queries import admissions_sql as sql
from indicateurs.states_admissions import EtatLotAdmissions
from partenaires.fichier import FichierRefuse
from partenaires.services_lignes import en_copie, lire_lignes

OCTETS_PAR_ENVOI = 65_536
REMPLACEE = "Remplacée par un envoi plus récent"


def _exiger(acteur: Acteur) -> None:
    if not peut_importer_admissions(acteur):
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’importer des admissions."))


@transaction.atomic
def recevoir_lot(*, nom: str, octets: bytes, acteur: Acteur, le: datetime) -> LotAdmissions:
    """Keep the file, encrypted, for a worker to read; nothing of it counts yet."""
    from indicateurs.tasks import lire_admissions

    _exiger(acteur)
    if len(octets) > OCTETS_MAX:
        raise FichierRefuse(_("Le fichier dépasse 60 Mo. Séparez-le en plusieurs fichiers."))
    lot = LotAdmissions(
        nom_fichier=nom[-120:],
        empreinte=hashlib.sha256(octets).hexdigest(),
        recu_le=le,
        recu_par_id=acteur.utilisateur_id,
    )
    with TemporaryFile() as chiffre:
        chiffre.writelines(chiffrer_par_morceaux(octets))
        chiffre.seek(0)
        lot.chemin_brut = storages["prive"].save(f"admissions/{uuid.uuid4().hex}.bin", File(chiffre))
    ouvrir(lot, acteur=acteur, le=le)
    transaction.on_commit(lambda: lire_admissions.delay(lot_id=str(lot.pk)), robust=True)
    return lot


def lots_a_traiter() -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """The files no worker has read, and those confirmed that no worker has written."""
    lots = LotAdmissions.objects.order_by("recu_le")
    a_ecrire = lots.filter(etat=EtatLotAdmissions.APERCU, confirme_le__isnull=False)
    a_lire = lots.filter(etat=EtatLotAdmissions.RECU)
    return list(a_lire.values_list("pk", flat=True)[:100]), list(a_ecrire.values_list("pk", flat=True)[:100])


def lire_lot(*, lot_id: uuid.UUID, le: datetime) -> str:
    """Read a file and judge its lines: what it would do, every fault; a second run finds it read. Return its state."""
    with portee(Acteur.systeme()):
        lots = LotAdmissions.objects.select_for_update(of=("self",), skip_locked=True)
        lot = lots.filter(pk=lot_id, etat=EtatLotAdmissions.RECU).first()
        if lot is None:
            return ""
        try:
            with transaction.atomic(), TemporaryFile() as gardees:
                champs = _juger_fichier(lot, gardees, le)
        except FichierRefuse as refus:
            franchir(lot, "rejeter", acteur=Acteur.systeme(), le=le, motif=refus.message)
            return lot.etat
        franchir(lot, "lire", acteur=Acteur.systeme(), le=le, **champs)
        # What it was read from is no longer needed; nothing is left of the clear identifiers.
        transaction.on_commit(lambda: storages["prive"].delete(lot.chemin_brut), robust=True)
        return lot.etat


def _juger_fichier(lot: LotAdmissions, gardees: Any, le: datetime) -> dict[str, Any]:
    # Read before the COPY: it holds the connection until its last line.
    maximum = int(parametre("admissions_lignes_maximum", au=timezone.localdate(le)))
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '300s'")
        curseur.execute(sql.CREER_RECUES)
        with curseur.copy(sql.COPIER) as copie:
            for morceau in _morceaux(lot, maximum):
                gardees.write(morceau)
                copie.write(morceau)
        _juger(curseur, le)
        curseur.execute(sql.COMPTER)
        lignes, fautes, ajouts, changements = curseur.fetchone()
        curseur.execute(sql.COHORTES)
        cohortes = [[mois.isoformat() if mois else "", population, n] for mois, population, n in curseur.fetchall()]
        chemin_erreurs, premieres = _rapporter(curseur) if fautes else ("", [])
        _jeter(curseur)
    gardees.seek(0)
    return {
        "chemin": storages["prive"].save(f"admissions/{uuid.uuid4().hex}.tsv", File(gardees)),
        "chemin_erreurs": chemin_erreurs,
        "nb_lignes": lignes,
        "nb_fautes": fautes,
        "nb_ajouts": ajouts,
        "nb_changements": changements,
        "apercu": {"cohortes": [] if fautes else cohortes, "erreurs": premieres},
    }


def _morceaux(lot: LotAdmissions, maximum: int) -> Iterator[bytes]:
    """The lines as they are kept, by pieces: the identifiers are encrypted as they go by."""
    with storages["prive"].open(lot.chemin_brut, "rb") as fichier:
        try:
            octets = dechiffrer_par_morceaux(fichier, sha256=lot.empreinte)
        except ValueError as erreur:
            raise FichierRefuse(_("Le fichier gardé est abîmé. Envoyez-le de nouveau.")) from erreur
    morceau = bytearray()
    for numero, cellules in lire_lignes(octets, COLONNES, lignes_max=maximum, octets_max=OCTETS_MAX):
        morceau += f"{numero}\t{en_copie(proteger(cellules))}\n".encode()
        if len(morceau) > OCTETS_PAR_ENVOI:
            yield bytes(morceau)
            morceau.clear()
    yield bytes(morceau)


def _juger(curseur: Any, le: datetime) -> None:
    curseur.execute("ANALYZE admissions_recues")
    curseur.execute(sql.CREER_LUES, {"aujourdhui": timezone.localdate(le)})
    curseur.execute(sql.MARQUER_DOUBLES)


def _rapporter(curseur: Any) -> tuple[str, list[list[Any]]]:
    """Every fault, one per line, kept privately; and the first hundred for the page."""
    curseur.execute(sql.FAUTIVES)
    with TemporaryFile() as rapport:
        premieres: list[list[Any]] = []
        while bloc := curseur.fetchmany(5_000):
            premieres += [list(faute) for faute in bloc[: max(0, 100 - len(premieres))]]
            rapport.write("".join(json.dumps(faute, ensure_ascii=False) + "\n" for faute in bloc).encode())
        rapport.seek(0)
        return storages["prive"].save(f"admissions/{uuid.uuid4().hex}.jsonl", File(rapport)), premieres


def _jeter(curseur: Any) -> None:
    curseur.execute("DROP TABLE admissions_recues, admissions_lues")


@transaction.atomic
def confirmer_lot(*, lot: LotAdmissions, acteur: Acteur, le: datetime) -> LotAdmissions:
    """Ask a worker to write the file. Confirmed twice, it is written once."""
    from indicateurs.tasks import ecrire_admissions

    _exiger(acteur)
    lot = lot.verrouillee()
    if not lot.est_confirmable:
        return lot
    lot.confirme_le, lot.confirme_par_id = le, acteur.utilisateur_id
    lot.save(update_fields=["confirme_le", "confirme_par"])
    transaction.on_commit(lambda: ecrire_admissions.delay(lot_id=str(lot.pk)), robust=True)
    return lot


def ecrire_lot(*, lot_id: uuid.UUID, le: datetime) -> int:
    """Write a confirmed file, in one transaction; a second run finds it written. Return its changed lines."""
    from indicateurs.tasks import comparer_admissions

    with portee(Acteur.systeme()):
        lots = LotAdmissions.objects.select_for_update(of=("self",), skip_locked=True)
        lot = lots.filter(pk=lot_id, etat=EtatLotAdmissions.APERCU, confirme_le__isnull=False).first()
        if lot is None:
            return 0
        effets = copier_lot(lot, le=le)
        if effets is None:
            # What was right when it was confirmed no longer is: back to the preview.
            lot.confirme_le = None
            lot.save(update_fields=["confirme_le"])
            return 0
        heures = int(parametre("admissions_annulation_heures", au=timezone.localdate(le)))
        franchir(
            lot,
            "appliquer",
            acteur=Acteur.systeme(),
            le=le,
            applique_le=le,
            annulable_jusqu_au=le + timedelta(hours=heures),
            nb_ajouts=effets["ajout"],
            nb_changements=effets["changement"],
        )
        transaction.on_commit(comparer_admissions.delay, robust=True)
        return effets["ajout"] + effets["changement"]


def verrouiller() -> None:
    """One writer of admissions at a time: two copies of one file never meet half-way."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended('admissions', 4))")


def copier_lot(lot: LotAdmissions, *, le: datetime) -> Counter[str] | None:
    """COPY the kept lines aside, INSERT … SELECT through every barrier; None when a line is at fault.

    Lines are judged again, unless all of them were good and new when the file was read and still are.
    """
    verrouiller()
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '300s'")
        curseur.execute(sql.CREER_RECUES)
        with storages["prive"].open(lot.chemin, "rb") as fichier, curseur.copy(sql.COPIER) as copie:
            while morceau := fichier.read(OCTETS_PAR_ENVOI):
                copie.write(morceau)
        effets = _inscrire_neuves(curseur, lot, le) or _rejuger(curseur, lot, le)
        _jeter(curseur)
    return effets


def _inscrire_neuves(curseur: Any, lot: LotAdmissions, le: datetime) -> Counter[str] | None:
    """Write lines known to be new; None when they were not all so, or no longer are."""
    if lot.nb_fautes or lot.nb_ajouts != lot.nb_lignes:
        return None
    try:
        with transaction.atomic():
            for ordre in sql.TOUTES_NEUVES:
                curseur.execute(ordre, {"lot": lot.pk, "le": le, "graine": graine()})
    except IntegrityError:
        return None
    return Counter({"ajout": lot.nb_lignes})


def _rejuger(curseur: Any, lot: LotAdmissions, le: datetime) -> Counter[str] | None:
    _juger(curseur, le)
    curseur.execute(sql.COMPTER)
    _lignes, fautes, ajouts, changements = curseur.fetchone()
    if fautes:
        return None
    for ordre in sql.ecrire():
        curseur.execute(ordre, {"lot": lot.pk, "envoi": None, "le": le, "motif": REMPLACEE, "graine": graine()})
    return Counter({"ajout": ajouts, "changement": changements})


@transaction.atomic
def annuler_lot(*, lot: LotAdmissions, acteur: Acteur, le: datetime) -> LotAdmissions:
    """Undo a file: its lines end, those it had replaced count again. Refused past its hour, or under newer lines."""
    _exiger(acteur)
    verrouiller()
    lot = lot.verrouillee()
    if lot.est_applique and not lot.est_annulable(le=le):
        raise TransitionRefusee(_("Le délai pour annuler ce fichier est passé. Envoyez un fichier qui le corrige."))
    if PersonneAdmise.objects.filter(lot=lot, fini_le__isnull=False).exists():
        raise TransitionRefusee(_("Des lignes de ce fichier ont été changées depuis : annulez d’abord ce changement."))
    franchir(lot, "annuler", acteur=acteur, le=le, annule_le=le)
    toucher_cohortes(PersonneAdmise.objects.filter(lot=lot).values("cohorte"))
    toucher_cohortes(PersonneAdmise.objects.filter(fini_lot=lot).values("cohorte"))
    PersonneAdmise.objects.filter(lot=lot).update(fini_le=le, fini_motif="Fichier annulé")
    PersonneAdmise.objects.filter(fini_lot=lot).update(fini_le=None, fini_lot=None, fini_motif="", compare_le=None)
    detacher_sans_admission(PersonneAdmise.objects.filter(lot=lot).values("cle"), le=le)
    return lot
