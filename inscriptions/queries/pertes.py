"""The ledger of losses: one row per exit from the path, told by the journal, with what was learnt later."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from inscriptions.models import RepereRegistre
from inscriptions.pertes import FAMILLE_DU_CODE, EtapePerdue, Famille, Nature
from inscriptions.queries.pertes_sql import REGISTRE, REGISTRE_TENU, TENIR

# The rows of a page with their words: the journal row that tells the reason, the person, her request.
LIGNES = """
    SELECT l.id, l.le, l.inscription_id, l.personne_id, l.region_id, l.nature, l.etape, l.famille, l.code, s.motif,
           s.acteur_role, s.acteur_libelle, coalesce(l.preuve, ''), coalesce(l.preuve_note, ''), l.complete_le,
           coalesce(l.complete_par, ''), l.niveau, l.formule, trim(p.prenom || ' ' || p.nom), i.numero,
           coalesce(m.libelle, '')
      FROM (SELECT * FROM lignes ORDER BY le DESC, id DESC OFFSET %(debut)s LIMIT %(limite)s) l
      JOIN guichet_personne p ON p.id = l.personne_id JOIN inscriptions_inscription i ON i.id = l.inscription_id
      LEFT JOIN guichet_journal s ON s.id = l.source LEFT JOIN guichet_motif m ON m.code = l.code
     ORDER BY l.le DESC, l.id DESC
"""
# What a statement made of the ledger needs beside its period: the family of each code, and the codes that say nothing.
VALEURS: dict[str, Any] = {
    "codes": list(FAMILLE_DU_CODE),
    "familles": list(FAMILLE_DU_CODE.values()),
    "inconnus": [code for code, famille in FAMILLE_DU_CODE.items() if famille == Famille.INCONNUE],
}
# What the exits kept were told by; and the mark of those told by nothing, or by other rules.
VERSION = hashlib.sha256(f"{TENIR}{sorted(VALEURS['inconnus'])}".encode()).hexdigest()[:16]
JAMAIS = "0"
# Read only when a filter names them: every exit has a request and a person.
JOINTURES = {
    "i": " JOIN inscriptions_inscription i ON i.id = r.inscription_id",
    "p": " JOIN guichet_personne p ON p.id = r.personne_id",
}
# Columns of the exit, of the request and of the person that a filter may name.
AXES = {
    "nature": "r.nature",
    "etape": "r.etape",
    "famille": "r.famille",
    "motif": "r.code",
    "formule": "r.formule",
    "niveau": "r.niveau",
    "statut": "i.statut_id",
    "categorie": "i.categorie_id",
    "sexe": "p.sexe",
    "pays": "p.pays_naissance_id",
    "langue": "p.langue_maternelle_id",
}


@dataclass(frozen=True, slots=True)
class FiltrePertes:
    """A period (both days included) and what to keep; empty means everything."""

    du: date
    au: date
    region: str = ""
    # The regions of an adviser; empty means the province.
    regions: tuple[str, ...] = ()
    nature: str = ""
    etape: str = ""
    famille: str = ""
    motif: str = ""
    formule: str = ""
    niveau: int | None = None
    statut: str = ""
    categorie: str = ""
    sexe: str = ""
    pays: str = ""
    langue: str = ""
    # Exits whose reason is unknown and that nobody completed yet.
    a_completer: bool = False
    inscription: uuid.UUID | None = None
    # Exits of the requests sent between these days alone.
    deposees_du: date | None = None
    deposees_au: date | None = None


@dataclass(frozen=True, slots=True)
class Sortie:
    """One exit: who, when, how, why, by whom, and what proves it."""

    id: int
    le: datetime
    inscription_id: uuid.UUID
    personne_id: uuid.UUID
    region_id: str | None
    nature: str
    etape: str
    famille: str
    code: str
    texte: str
    acteur_role: str
    acteur: str
    preuve: str
    preuve_note: str
    complete_le: datetime | None
    complete_par: str
    niveau: int | None
    formule: str
    nom: str
    numero: str
    raison: str

    @property
    def est_a_completer(self) -> bool:
        """True while the reason is unknown and nobody looked for it."""
        return self.famille == Famille.INCONNUE and self.complete_le is None

    @property
    def nature_en_mots(self) -> Any:
        """How she left."""
        return Nature(self.nature).label

    @property
    def etape_en_mots(self) -> Any:
        """Where she was."""
        return EtapePerdue(self.etape).label


def registre(filtre: FiltrePertes, *, debut: int = 0, limite: int | None = None) -> list[Sortie]:
    """One row per exit the scope of the transaction shows, the latest first."""
    requete, valeurs = _registre(filtre)
    valeurs |= {"debut": debut, "limite": limite}
    return [Sortie(*ligne) for ligne in _lire(requete + LIGNES, valeurs)]


def totaux(filtre: FiltrePertes) -> dict[tuple[str, str], int]:
    """Exits by stage and family of reason: what the chart shows, and what a funnel counts."""
    requete, valeurs = _registre(filtre)
    requete += " SELECT etape, famille, count(*) FROM lignes GROUP BY 1, 2"
    return {(etape, famille): nombre for etape, famille, nombre in _lire(requete, valeurs)}


def nombre_a_completer(filtre: FiltrePertes) -> int:
    """Exits whose reason is still to be found."""
    requete, valeurs = _registre(filtre)
    requete += " SELECT count(*) FROM lignes WHERE famille = 'inconnue' AND complete_le IS NULL"
    return _lire(requete, valeurs)[0][0]


def _registre(filtre: FiltrePertes) -> tuple[str, dict[str, Any]]:
    """The ledger as the head of a statement, its rows in `lignes`, and the values it names."""
    choisis = {axe: getattr(filtre, axe) for axe in AXES if getattr(filtre, axe)}
    ou_r = "".join(f" AND {AXES[axe]} = %({axe})s" for axe in choisis)
    ou_r += " AND r.famille = 'inconnue' AND r.complete_le IS NULL" if filtre.a_completer else ""
    ou_r += " AND r.inscription_id = %(inscription)s" if filtre.inscription else ""
    if filtre.deposees_du and filtre.deposees_au:
        ou_r += " AND i.deposee_le >= %(deposees_du)s AND i.deposee_le < %(deposees_apres)s"
        choisis |= {
            "deposees_du": _minuit(filtre.deposees_du),
            "deposees_apres": _minuit(filtre.deposees_au + timedelta(days=1)),
        }
    ou_j = " AND j.region_id = %(region)s" if filtre.region else ""
    ou_j += " AND j.region_id = ANY (%(regions)s)" if filtre.regions else ""
    ou_k = ""
    if filtre.inscription:
        ou_j += " AND j.personne_id = (SELECT personne_id FROM inscriptions_inscription WHERE id = %(inscription)s)"
        ou_k = " AND k.inscription_id = %(inscription)s"
    # An adviser of some regions sees neither the request nor the person of someone who moved out of them since.
    jointures = "".join(jointure for lettre, jointure in JOINTURES.items() if filtre.regions or f" {lettre}." in ou_r)
    repere = repere_du_registre()
    valeurs = (
        VALEURS
        | choisis
        | {
            "du": _minuit(filtre.du),
            "au": _minuit(filtre.au + timedelta(days=1)),
            "region": filtre.region,
            "regions": list(filtre.regions),
            "inscription": filtre.inscription,
            "repere": repere,
        }
    )
    registre = REGISTRE if repere == JAMAIS else REGISTRE_TENU
    return registre.format(ou_j=ou_j, ou_r=ou_r, ou_k=ou_k, jointures=jointures), valeurs


def repere_du_registre() -> str:
    """The transaction up to which the exits kept tell the journal; `JAMAIS` when they do not, or not as we would."""
    xid, version = RepereRegistre.objects.values_list("xid", "version").get()
    return xid if version == VERSION else JAMAIS


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time()))


def _lire(requete: str, valeurs: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        return curseur.fetchall()
