"""What ententes cost, give and keep: rows of organisations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils import timezone

from guichet.mesure.definition import MESURES, Genre
from guichet.referentiels.parametres import parametre
from indicateurs.sources.cours import DUREE
from indicateurs.sources.formes import Forme, Ligne, compter, jour_de, sommer
from partenaires.models import Reddition, TirageControles
from partenaires.models.entente import ENGAGEES
from partenaires.queries.ponctualite import observations
from partenaires.queries.qualite import scores_des_redditions

_ENGAGEES = ", ".join(f"'{etat}'" for etat in ENGAGEES)
_EMIS = jour_de("v.emis_le")


def _exercice(jour: str) -> str:
    """The year a fiscal year begins, from April to March, in SQL."""
    return f"extract(year FROM {jour} - interval '3 months')"


# What was paid for courses, shared between formulas as the organisation's class hours of the fiscal year were.
VERSE = f"""
SELECT v.jour, v.organisation_id, coalesce(h.formule, '') AS formule,
       v.montant * coalesce(h.heures / sum(h.heures) OVER (PARTITION BY v.id), 1) AS montant
FROM (SELECT v.id, v.organisation_id, {_EMIS} AS jour, v.montant FROM partenaires_versement v
      WHERE v.etat = 'emis' AND v.retire_le IS NULL AND EXISTS (
        SELECT 1 FROM partenaires_activiteentente a
        WHERE a.entente_id = v.entente_id AND a.unite IN ('seance_groupe', 'heure_apprenant'))) v
LEFT JOIN (
  SELECT g.organisation_id, g.formule, {_exercice("se.date")} AS exercice, sum({DUREE}) AS heures
  FROM inscriptions_seance se JOIN inscriptions_groupe g ON g.id = se.groupe_id
  WHERE se.annulee_le IS NULL AND se.date <= %(au)s GROUP BY 1, 2, 3
) h ON h.organisation_id = v.organisation_id AND h.exercice = {_exercice("v.jour")}
"""
for _code in ("cout_heure", "cout_niveau"):
    sommer(
        _code,
        Forme.ORGANISATION,
        f"SELECT jour, organisation_id, NULL AS region, formule, montant AS haut, 0 AS bas FROM ({VERSE}) verse",
    )


def _d_organisme(code: str, jour: str, haut: str, bas: str, depuis: str) -> None:
    """A figure of organisations, which no formula cuts."""
    lignes = f"SELECT {jour} AS jour, x.organisation_id, NULL AS region, '' AS formule, {haut} AS haut, {bas} AS bas"
    sommer(code, Forme.ORGANISATION, f"{lignes} FROM {depuis}")


_d_organisme(
    "redditions_a_temps",
    "x.due_le",
    f"coalesce({jour_de('x.soumise_le')} <= x.due_le, false)::int",
    "1",
    "partenaires_reddition x",
)
_d_organisme(
    "part_depenses_admissibles",
    jour_de("x.acceptee_le"),
    "coalesce(d.admissible, 0)",
    "d.montant",
    "partenaires_reddition x JOIN partenaires_depensereddition d ON d.reddition_id = x.id WHERE x.etat = 'acceptee'",
)
_d_organisme(
    "revues_tenues",
    "x.revue_prevue_le",
    "(EXISTS (SELECT 1 FROM partenaires_revue r WHERE r.entente_id = x.id AND r.rencontre_le <= %(au)s))::int",
    "1",
    f"partenaires_entente x WHERE x.revue_prevue_le IS NOT NULL AND x.etat IN ({_ENGAGEES})",
)
_d_organisme(
    "volumes_atteints",
    jour_de("x.acceptee_le"),
    "(coalesce(w.compte, 0) + w.externe >= w.prevu * (1 - w.tolerance))::int",
    "1",
    "partenaires_reddition x JOIN partenaires_valeurreddition w ON w.reddition_id = x.id "
    "WHERE x.etat = 'acceptee' AND w.nature = 'activite' AND w.prevu > 0",
)
_d_organisme(
    "ententes_norme_refondue",
    "x.debut",
    "(v.numero > 1)::int",
    "1",
    f"partenaires_entente x JOIN partenaires_versionprogramme v ON v.id = x.version_id WHERE x.etat IN ({_ENGAGEES})",
)
sommer(
    "services_precis",
    Forme.ORGANISATION,
    """
SELECT x.date AS jour, x.organisation_id, x.region_id AS region, '' AS formule,
       (x.personne_ref <> '')::int AS haut, 1 AS bas
FROM partenaires_servicerendu x WHERE x.fini_le IS NULL
""",
)


@compter
def _ponctualite(au: date) -> Iterator[Ligne]:
    """Delays and shares of the ministry's punctuality, as its own page counts them."""
    for vue in observations():
        valeur = Decimal(str(vue.valeur))
        yield Ligne(vue.mesure, vue.jour, vue.organisation_id, valeur, Decimal(1))


@compter
def _conformite(au: date) -> Iterator[Ligne]:
    """Reports that a draw controlled, and whether their score passes the line in force on the day of the draw."""
    tirages = list(TirageControles.objects.order_by("tire_le"))
    tirees = {cle for tirage in tirages for cle in tirage.tires}
    redditions = {str(r.pk): r for r in Reddition.objects.filter(pk__in=tirees)}
    scores = scores_des_redditions(redditions.values(), jour=au)
    for tirage in tirages:
        jour = timezone.localdate(tirage.tire_le)
        seuil = parametre("conformite_score_minimum", au=jour)
        for cle in tirage.tires:
            if (reddition := redditions.get(cle)) is not None:
                conforme = Decimal(int(scores[reddition.pk].total >= seuil))
                yield Ligne("conformite", jour, reddition.organisation_id, conforme, Decimal(1))


def est_un_delai(code: str) -> bool:
    """True for a figure kept as a distribution."""
    return MESURES[code].genre is Genre.DELAI
