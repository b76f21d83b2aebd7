"""The ledger of losses: one row per exit from the path, read from the journal, with what was learnt later."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from inscriptions.pertes import FAMILLE_DU_CODE, EtapePerdue, Famille, Nature

# An exit is a request that ends without its path being over, or a person who leaves for good when her class closed.
# The end of a request that says again what such a departure said is not a second loss.
SORTIES = """
    SELECT j.id, j.le, j.objet_id AS inscription_id, j.personne_id, j.region_id, j.niveau, j.formule, j.de, j.vers,
           j.acteur_role, j.acteur_libelle, j.motif_code, j.motif, false AS du_groupe
      FROM guichet_journal j
     WHERE j.objet_type = 'inscription' AND j.vers IN ('retiree', 'non_admissible', 'inactive')
       AND j.le >= %(du)s AND j.le < %(au)s {ou_j}
       AND NOT EXISTS (
           SELECT 1 FROM inscriptions_replacement r JOIN guichet_journal d ON d.objet_id = r.id
            WHERE r.inscription_id = j.objet_id AND d.pas = 'constater_depart'
              AND d.motif_code <> 'replacement_demande_finie' AND d.le <= j.le
              AND NOT EXISTS (SELECT 1 FROM guichet_journal n WHERE n.objet_id = j.objet_id
                               AND n.pas IN ('placer', 'reprendre') AND n.le > d.le AND n.le < j.le))
    UNION ALL
    SELECT j.id, j.le, r.inscription_id, j.personne_id, j.region_id, j.niveau, j.formule, 'en_cours', 'partie',
           j.acteur_role, j.acteur_libelle, j.motif_code, j.motif, true
      FROM inscriptions_replacement r JOIN guichet_journal j ON j.objet_id = r.id
     WHERE j.pas = 'constater_depart' AND j.motif_code <> 'replacement_demande_finie'
       AND j.le >= %(du)s AND j.le < %(au)s {ou_j}
"""
# The last step of a seat, and the last answer to an offer, at the time of the exit.
CONTEXTE = """
    SELECT s.*, pl.pas AS place_pas, pl.motif_code AS place_motif, pl.motif AS place_texte,
           pl.acteur_role AS place_role, pl.acteur_libelle AS place_acteur,
           CASE WHEN o.le >= coalesce(pl.le, '-infinity') THEN o.vers END AS offre_etat, o.motif_code AS offre_motif
      FROM sorties s
      LEFT JOIN LATERAL (
           SELECT j.pas, j.motif_code, j.motif, j.acteur_role, j.acteur_libelle, j.le
             FROM inscriptions_place p JOIN guichet_journal j ON j.objet_id = p.id AND j.objet_type = 'place'
            WHERE p.inscription_id = s.inscription_id AND j.le <= s.le ORDER BY j.le DESC, j.id DESC LIMIT 1) pl ON true
      LEFT JOIN LATERAL (
           SELECT j.vers, j.motif_code, j.le
             FROM inscriptions_offredeplace f JOIN guichet_journal j ON j.objet_id = f.id AND j.objet_type = 'offre'
            WHERE f.inscription_id = s.inscription_id AND j.le <= s.le ORDER BY j.le DESC, j.id DESC LIMIT 1) o ON true
"""
NATURE = """CASE
    WHEN motif_code = 'inactive_absence_initiale' THEN 'absence_initiale'
    WHEN motif_code = 'inactive_abandon' THEN 'abandon'
    WHEN vers = 'non_admissible' THEN 'non_admissible'
    WHEN du_groupe OR (place_pas = 'fermer' AND de = 'en_attente' AND offre_etat IS NULL) THEN 'groupe_ferme'
    WHEN de = 'en_attente' AND offre_etat = 'declinee' THEN 'offre_declinee'
    WHEN de = 'en_attente' AND offre_etat = 'expiree' THEN 'offre_expiree'
    WHEN vers = 'retiree' THEN 'retrait' ELSE 'inactivite' END"""
ETAPE = """CASE WHEN de = 'brouillon' THEN 'brouillon' WHEN de IN ('deposee', 'a_completer') THEN 'dossier'
    WHEN de IN ('complete', 'evaluee') THEN 'evaluation' WHEN de = 'en_attente' THEN 'attente'
    WHEN nature = 'absence_initiale' THEN 'premier_cours' ELSE 'classe' END"""
REGISTRE = f"""
    WITH sorties AS ({SORTIES}), contexte AS ({CONTEXTE}),
    natures AS (SELECT c.*, {NATURE} AS nature FROM contexte c),
    codees AS (
        SELECT n.*, {ETAPE} AS etape, nature IN ('absence_initiale', 'abandon') AS de_la_place,
               CASE WHEN nature IN ('absence_initiale', 'abandon') THEN coalesce(place_motif, '')
                    WHEN nature = 'offre_declinee' AND motif_code = ANY (%(inconnus)s)
                    THEN coalesce(offre_motif, '') ELSE motif_code END AS dit
          FROM natures n),
    familles AS (SELECT * FROM unnest(%(codes)s::text[], %(familles)s::text[]) AS f (code, famille)),
    registre AS (
        SELECT c.*, coalesce(k.motif_id, c.dit) AS code, coalesce(f.famille, 'autre') AS famille,
               k.id AS complement_id, k.preuve, k.note AS preuve_note, k.le AS complete_le,
               k.par_libelle AS complete_par
          FROM codees c
          LEFT JOIN LATERAL (SELECT * FROM inscriptions_complementdeperte k WHERE k.sortie = c.id
                              ORDER BY k.le DESC, k.id DESC LIMIT 1) k ON true
          LEFT JOIN familles f ON f.code = coalesce(k.motif_id, c.dit)),
    lignes AS (SELECT r.* FROM registre r JOIN inscriptions_inscription i ON i.id = r.inscription_id
                 JOIN guichet_personne p ON p.id = r.personne_id WHERE true {{ou_r}})
"""  # noqa: S608
COLONNES = """l.id, l.le, l.inscription_id, l.personne_id, l.region_id, l.nature, l.etape, l.famille, l.code,
    CASE WHEN l.de_la_place THEN l.place_texte ELSE l.motif END,
    CASE WHEN l.de_la_place THEN l.place_role ELSE l.acteur_role END,
    CASE WHEN l.de_la_place THEN l.place_acteur ELSE l.acteur_libelle END,
    coalesce(l.preuve, ''), coalesce(l.preuve_note, ''), l.complete_le, coalesce(l.complete_par, ''), l.niveau,
    l.formule, trim(q.prenom || ' ' || q.nom), n.numero, coalesce(m.libelle, '')"""
# What a statement made of the ledger needs beside its period: the family of each code, and the codes that say nothing.
VALEURS: dict[str, Any] = {
    "codes": list(FAMILLE_DU_CODE),
    "familles": list(FAMILLE_DU_CODE.values()),
    "inconnus": [code for code, famille in FAMILLE_DU_CODE.items() if famille == Famille.INCONNUE],
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
    requete += f""" SELECT {COLONNES} FROM lignes l JOIN guichet_personne q ON q.id = l.personne_id
        JOIN inscriptions_inscription n ON n.id = l.inscription_id LEFT JOIN guichet_motif m ON m.code = l.code
        ORDER BY l.le DESC, l.id DESC OFFSET %(debut)s LIMIT %(limite)s"""  # noqa: S608
    return [Sortie(*ligne) for ligne in _lire(requete, valeurs)]


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
    ou_j += " AND j.personne_id = (SELECT personne_id FROM inscriptions_inscription WHERE id = %(inscription)s)" * bool(
        filtre.inscription
    )
    valeurs = (
        VALEURS
        | choisis
        | {
            "du": _minuit(filtre.du),
            "au": _minuit(filtre.au + timedelta(days=1)),
            "region": filtre.region,
            "regions": list(filtre.regions),
            "inscription": filtre.inscription,
        }
    )
    return REGISTRE.format(ou_j=ou_j, ou_r=ou_r), valeurs


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time()))


def _lire(requete: str, valeurs: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        return curseur.fetchall()
