"""Services rendered outside the portal: examined, then written together or not at all; undone for a time."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.bd.identifiants import graine
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.parametres import parametre
from partenaires.models import LotServices, ServiceRendu, SourceService
from partenaires.queries import services_sql as sql
from partenaires.queries.services import Examen, apercevoir, lignes_du_lot
from partenaires.services_lignes import Ligne, en_copie, lire_services
from partenaires.states_services import SAISIE_MINISTERE, SAISIE_ORGANISME, EtatLot

OCTETS_PAR_ENVOI = 65_536
REMPLACEE = "Remplacée par un envoi plus récent"


def exiger_saisie(acteur: Acteur, organisation_id: Any, source: str) -> None:
    """An organisation writes its own services, the ministry those of a ministry; others write none."""
    if acteur.role in SAISIE_ORGANISME:
        permis = source == SourceService.ORGANISME and str(acteur.organisation_id) == str(organisation_id)
    else:
        permis = acteur.role in SAISIE_MINISTERE and source != SourceService.ORGANISME
    if not permis:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’inscrire ces services."))


@transaction.atomic
def recevoir_lot(
    *, organisation_id: Any, source: str, nom: str, octets: bytes, acteur: Acteur, le: datetime
) -> LotServices:
    """Keep the file for its preview; nothing of it counts yet. Raise `FichierRefuse` when it cannot be read."""
    exiger_saisie(acteur, organisation_id, source)
    maximum = int(parametre("services_lignes_maximum", au=timezone.localdate(le)))
    nombre = 0
    copie = bytearray()
    for numero, cellules in lire_services(octets, lignes_max=maximum):
        # The number of the line in the file goes first: errors name it.
        copie += f"{numero}\t{en_copie(cellules)}\n".encode()
        nombre += 1
    lot = LotServices(
        organisation_id=organisation_id,
        source=source,
        nom_fichier=nom[-120:],
        empreinte=hashlib.sha256(octets).hexdigest(),
        nb_lignes=nombre,
        recu_le=le,
        recu_par_id=acteur.utilisateur_id,
    )
    lot.chemin = storages["prive"].save(f"services/{uuid.uuid4().hex}.tsv", ContentFile(bytes(copie)))
    return ouvrir(lot, acteur=acteur, le=le)


@transaction.atomic
def confirmer_lot(*, lot: LotServices, acteur: Acteur, le: datetime) -> LotServices:
    """Write the file, at once when it is short, by a worker when it is long. Confirmed twice, it is written once."""
    from partenaires.tasks import appliquer_lot_confirme

    exiger_saisie(acteur, lot.organisation_id, lot.source)
    lot = lot.verrouillee()
    if not lot.est_en_apercu or lot.est_en_cours:
        return lot
    lot.confirme_le, lot.confirme_par_id = le, acteur.utilisateur_id
    lot.save(update_fields=["confirme_le", "confirme_par"])
    if lot.nb_lignes > int(parametre("services_lignes_immediates", au=timezone.localdate(le))):
        transaction.on_commit(lambda: appliquer_lot_confirme.delay(lot_id=str(lot.pk)), robust=True)
        return lot
    return _ecrire_court(lot, acteur, le)


def _ecrire_court(lot: LotServices, acteur: Acteur, le: datetime) -> LotServices:
    lignes = list(lignes_du_lot(lot))
    effets = inscrire(
        lignes, organisation_id=lot.organisation_id, source=lot.source, acteur=acteur, le=le, lot_id=lot.pk
    )
    return _marquer(lot, effets, acteur, le)


def _marquer(lot: LotServices, effets: Counter[str], acteur: Acteur, le: datetime) -> LotServices:
    heures = int(parametre("services_annulation_heures", au=timezone.localdate(le)))
    franchir(
        lot,
        "appliquer",
        acteur=acteur,
        le=le,
        applique_le=le,
        annulable_jusqu_au=le + timedelta(hours=heures),
        nb_ajouts=effets["ajout"],
        nb_changements=effets["changement"],
    )
    return lot


class ServicesRefuses(TransitionRefusee):
    """Some lines are at fault: nothing was written."""

    def __init__(self, examens: Sequence[Examen]) -> None:
        super().__init__(_("Des lignes sont à corriger : rien n’a été enregistré."))
        self.examens = list(examens)


@transaction.atomic
def inscrire(
    lignes: Sequence[Ligne],
    *,
    organisation_id: Any,
    source: str,
    acteur: Acteur,
    le: datetime,
    lot_id: uuid.UUID | None = None,
) -> Counter[str]:
    """Write a few lines, all or none; return how many were added, changed, left alone."""
    exiger_saisie(acteur, organisation_id, source)
    verrouiller(organisation_id)
    apercu = apercevoir(lignes, organisation_id=organisation_id, source=source, le=le, montrees=len(lignes))
    if not apercu.est_valide:
        raise ServicesRefuses(apercu.fautives)
    anciens = [examen.lu["ancien_id"] for examen in apercu.premieres if examen.effet == "changement"]
    ServiceRendu.objects.filter(pk__in=anciens).update(
        fini_le=le, fini_par_id=acteur.utilisateur_id, fini_lot_id=lot_id, fini_motif=REMPLACEE
    )
    ServiceRendu.objects.bulk_create(
        ServiceRendu(
            organisation_id=organisation_id,
            source=source,
            lot_id=lot_id,
            cree_le=le,
            cree_par_id=acteur.utilisateur_id,
            **_champs(examen.lu),
        )
        for examen in apercu.premieres
        if examen.effet != "inchangee"
    )
    return apercu.effets


def _champs(lu: dict[str, Any]) -> dict[str, Any]:
    return {
        "reference": lu["reference"],
        "entente_id": lu["entente_id"],
        "activite": lu["activite"],
        "date": lu["jour"],
        "quantite": lu["qte"],
        "unite": lu["unite"],
        "clientele": lu["clientele"],
        "region_id": lu["region"],
        "personne_ref": lu["personne"],
        "nombre": lu["nb"],
    }


def verrouiller(organisation_id: Any) -> None:
    """One writer at a time for an organisation: two copies of one file never meet half-way."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [f"services:{organisation_id}"])


def lots_a_appliquer() -> list[uuid.UUID]:
    """The confirmed files that no worker has written."""
    attendus = LotServices.objects.filter(etat=EtatLot.APERCU, confirme_le__isnull=False)
    return list(attendus.order_by("confirme_le").values_list("pk", flat=True)[:100])


def appliquer_lot(*, lot_id: uuid.UUID, le: datetime) -> int:
    """Write a confirmed file by COPY, in one transaction; a second run finds it written. Return its changed lines."""
    with portee(Acteur.systeme()):
        lots = LotServices.objects.select_for_update(of=("self",), skip_locked=True)
        lot = lots.filter(pk=lot_id, etat=EtatLot.APERCU, confirme_le__isnull=False).first()
        if lot is None:
            return 0
        effets = copier_lot(lot, le=le)
        if effets is None:
            # What was right when it was confirmed no longer is: back to the preview, which names the lines.
            lot.confirme_le = None
            lot.save(update_fields=["confirme_le"])
            return 0
        _marquer(lot, effets, Acteur.systeme(), le)
        return effets["ajout"] + effets["changement"]


def copier_lot(lot: LotServices, *, le: datetime) -> Counter[str] | None:
    """COPY the kept lines aside, judge them, INSERT … SELECT through every barrier; None when a line is at fault."""
    valeurs: dict[str, Any] = {
        "organisation": lot.organisation_id,
        "source": lot.source,
        "aujourdhui": timezone.localdate(le),
        "lot": lot.pk,
        "le": le,
        "par": lot.confirme_par_id,
        "motif": REMPLACEE,
        "graine": graine(),
    }
    verrouiller(lot.organisation_id)
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '120s'")
        curseur.execute(sql.CREER_RECUS)
        with storages["prive"].open(lot.chemin, "rb") as fichier, curseur.copy(sql.COPIER) as copie:
            while morceau := fichier.read(OCTETS_PAR_ENVOI):
                copie.write(morceau)
        curseur.execute(sql.ANALYSER)
        effets = _inscrire_neuves(curseur, lot, valeurs) or _inscrire_jugees(curseur, valeurs)
        curseur.execute("DROP TABLE services_recus")
    return effets


class _PasToutesNeuves(Exception):
    """Some lines of the file are at fault, change others, or change nothing."""


def _inscrire_neuves(curseur: Any, lot: LotServices, valeurs: dict[str, Any]) -> Counter[str] | None:
    """Write the file when each of its lines is right and new; None, and nothing written, when one is not."""
    try:
        with transaction.atomic():
            curseur.execute(sql.INSERER_NEUVES, valeurs)
            if curseur.rowcount != lot.nb_lignes:
                raise _PasToutesNeuves
    except (_PasToutesNeuves, IntegrityError):
        return None
    return Counter({"ajout": lot.nb_lignes})


def _inscrire_jugees(curseur: Any, valeurs: dict[str, Any]) -> Counter[str] | None:
    curseur.execute(sql.CREER_LUS, valeurs)
    curseur.execute(sql.COMPTER)
    fautes, doubles, ajouts, changements, inchangees = curseur.fetchone()
    bonnes = not fautes and not doubles
    if bonnes:
        if changements:
            curseur.execute(sql.FINIR, valeurs)
        curseur.execute(sql.INSERER, valeurs)
    curseur.execute("DROP TABLE services_lus")
    return Counter({"ajout": ajouts, "changement": changements, "inchangee": inchangees}) if bonnes else None


@transaction.atomic
def annuler_lot(*, lot: LotServices, acteur: Acteur, le: datetime) -> LotServices:
    """Undo a file: its lines end, those it had replaced count again. Refused past its hour, or under a newer file."""
    exiger_saisie(acteur, lot.organisation_id, lot.source)
    verrouiller(lot.organisation_id)
    lot = lot.verrouillee()
    if lot.est_applique and not lot.est_annulable(le=le):
        raise TransitionRefusee(_("Le délai pour annuler ce fichier est passé. Corrigez les lignes une par une."))
    if ServiceRendu.objects.filter(lot=lot, fini_le__isnull=False).exists():
        raise TransitionRefusee(_("Des lignes de ce fichier ont été changées depuis : annulez d’abord ce changement."))
    franchir(lot, "annuler", acteur=acteur, le=le, annule_le=le)
    ServiceRendu.objects.filter(lot=lot).update(
        fini_le=le, fini_par_id=acteur.utilisateur_id, fini_motif="Fichier annulé"
    )
    ServiceRendu.objects.filter(fini_lot=lot).update(fini_le=None, fini_par=None, fini_lot=None, fini_motif="")
    return lot


@transaction.atomic
def retirer_service(*, service: ServiceRendu, acteur: Acteur, le: datetime, motif: str) -> ServiceRendu:
    """Take one line out, with its reason; it stays, and counts no more."""
    exiger_saisie(acteur, service.organisation_id, service.source)
    if not motif.strip():
        raise TransitionRefusee(_("Dites pourquoi cette ligne est retirée."))
    service = ServiceRendu.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if service.fini_le:
        raise TransitionRefusee(_("Cette ligne ne compte déjà plus."))
    service.fini_le, service.fini_par_id, service.fini_motif = le, acteur.utilisateur_id, motif.strip()[:200]
    service.save(update_fields=["fini_le", "fini_par", "fini_motif"])
    return service
