"""Levels gained, threshold, success of cohorts, what becomes of a course."""

from __future__ import annotations

from indicateurs.sources.cours import PRESENCES, SUIVIES
from indicateurs.sources.formes import Forme, jour_de, parametre_sql, sommer

COMPETENCES = ("CO", "PO", "CE", "PE")
# Every measure of a person in a skill, with the one before it; a result knows its seat, an evaluation has none.
MESURES = """
SELECT personne_id, competence, niveau, le, place_id,
       lag(niveau) OVER (PARTITION BY personne_id, competence ORDER BY le, place_id NULLS FIRST) AS avant
FROM (SELECT personne_id, competence, niveau, saisi_le AS le, place_id FROM inscriptions_resultat
      UNION ALL
      SELECT e.personne_id, c.competence, c.niveau, e.evaluee_le, NULL FROM inscriptions_evaluation e
      CROSS JOIN LATERAL (VALUES ('CO', e.co), ('PO', e.po), ('CE', e.ce), ('PE', e.pe)) c (competence, niveau)
      WHERE e.genre = 'classement') lues
"""
# One row a seat whose results have a measure before them: levels gained, skills together and in the best one.
GAINS = f"""
SELECT {jour_de("max(le)")} AS jour, place_id, avg(niveau - avant) AS gain, max(niveau - avant) AS meilleur
FROM ({MESURES}) mesures WHERE place_id IS NOT NULL AND avant IS NOT NULL GROUP BY place_id
"""
_HEURES = f"SELECT place_id, sum({SUIVIES}) AS heures FROM ({PRESENCES}) presences GROUP BY place_id"

sommer(
    "progression",
    Forme.PLACE,
    f"SELECT jour, place_id, (meilleur >= 1)::int AS haut, 1 AS bas FROM ({GAINS}) gains",
)
sommer(
    "niveaux_par_100h",
    Forme.PLACE,
    f"""
SELECT jour, place_id, 100 * gain AS haut, heures AS bas FROM ({GAINS}) gains JOIN ({_HEURES}) h USING (place_id)
""",
)
sommer("cout_niveau", Forme.PLACE, f"SELECT jour, place_id, 0 AS haut, gain AS bas FROM ({GAINS}) gains")
sommer(
    "resultat_moyen",
    Forme.PLACE,
    f"""
SELECT {jour_de("max(saisi_le)")} AS jour, place_id, avg(niveau) AS haut, 1 AS bas
FROM inscriptions_resultat GROUP BY place_id
""",
)

# People whose last class is over and who asked for nothing else.
SORTANTS = """
SELECT d.* FROM (
  SELECT DISTINCT ON (personne_id) id AS place_id, personne_id, etat, finie_le FROM inscriptions_place
  WHERE commencee_le IS NOT NULL ORDER BY personne_id, commencee_le DESC, id
) d
WHERE d.etat IN ('terminee', 'abandonnee') AND NOT EXISTS (
  SELECT 1 FROM inscriptions_inscription i
  WHERE i.personne_id = d.personne_id AND i.etat NOT IN ('terminee', 'retiree', 'non_admissible', 'inactive'))
"""
_DERNIERES = f"""
SELECT DISTINCT ON (personne_id, competence) personne_id, competence, niveau FROM ({MESURES}) mesures
ORDER BY personne_id, competence, le DESC, place_id DESC NULLS LAST
"""


_FINI = jour_de("t.finie_le")


def _autonomie(competences: tuple[str, ...]) -> str:
    """Leavers at the threshold in each of these skills; joined by person, never searched for each of them."""
    liste = ", ".join(f"'{code}'" for code in competences)
    return f"""
WITH dernieres AS MATERIALIZED ({_DERNIERES}), sortants AS MATERIALIZED (
  SELECT t.place_id, t.personne_id, {_FINI} AS jour, {parametre_sql("niveau_seuil_autonomie", _FINI)} AS seuil
  FROM ({SORTANTS}) t)
SELECT t.jour, t.place_id, (count(m.competence) = {len(competences)})::int AS haut, 1 AS bas
FROM sortants t LEFT JOIN dernieres m
  ON m.personne_id = t.personne_id AND m.competence IN ({liste}) AND m.niveau >= t.seuil
GROUP BY t.jour, t.place_id
"""


for _competence in COMPETENCES:
    sommer(f"autonomie_{_competence.lower()}", Forme.PLACE, _autonomie((_competence,)))
sommer("autonomie", Forme.PLACE, _autonomie(COMPETENCES))

# A course is passed when both oral skills end at its level or above.
REUSSIS = """
SELECT pl.id AS place_id, pl.personne_id, pl.commencee_le, pl.finie_le
FROM inscriptions_place pl JOIN inscriptions_resultat r ON r.place_id = pl.id AND r.competence IN ('CO', 'PO')
WHERE pl.etat = 'terminee' GROUP BY pl.id HAVING count(*) = 2 AND min(r.niveau) >= pl.niveau
"""
_DEBUT = jour_de("d.commencee_le")
_MOIS = parametre_sql("cohorte_reussite_mois", _DEBUT)
_ECHEANCE = f"({_DEBUT} + make_interval(months => {_MOIS}::int))::date"
sommer(
    "reussite_cohorte",
    Forme.PLACE,
    f"""
WITH reussis AS MATERIALIZED ({REUSSIS}), debuts AS MATERIALIZED (
  SELECT d.id, d.personne_id, {_ECHEANCE} AS jour, {parametre_sql("cohorte_reussite_cours", _DEBUT)} AS cours
  FROM (SELECT DISTINCT ON (personne_id) id, personne_id, commencee_le, niveau FROM inscriptions_place
        WHERE commencee_le IS NOT NULL ORDER BY personne_id, commencee_le, id) d
  WHERE d.niveau <= {parametre_sql("cohorte_niveau_debutant", _DEBUT)})
SELECT d.jour, coalesce((array_agg(c.place_id ORDER BY c.finie_le DESC, c.place_id))[1], d.id) AS place_id,
       (count(c.place_id) >= d.cours)::int AS haut, 1 AS bas
FROM debuts d LEFT JOIN reussis c ON c.personne_id = d.personne_id AND {jour_de("c.finie_le")} <= d.jour
GROUP BY d.id, d.jour, d.cours
""",
)

_FIN = jour_de("pl.finie_le")
_FINIS = """
FROM inscriptions_place pl
WHERE pl.commencee_le IS NOT NULL AND pl.finie_le IS NOT NULL AND pl.etat IN ('terminee', 'abandonnee', 'groupe_ferme')
"""
sommer(
    "cours_termines",
    Forme.PLACE,
    f"SELECT {_FIN} AS jour, pl.id AS place_id, (pl.etat = 'terminee')::int AS haut, 1 AS bas {_FINIS}",
)
sommer(
    "cours_interrompus",
    Forme.PLACE,
    f"SELECT {_FIN} AS jour, pl.id AS place_id, (pl.etat <> 'terminee')::int AS haut, 1 AS bas {_FINIS}",
)
_UN_AN = f"({_FIN} + make_interval(months => {parametre_sql('cohorte_poursuite_mois', _FIN)}::int))::date"
sommer(
    "poursuite",
    Forme.PLACE,
    f"""
SELECT {_UN_AN} AS jour, pl.id AS place_id, (EXISTS (
  SELECT 1 FROM inscriptions_place n WHERE n.personne_id = pl.personne_id AND n.commencee_le > pl.commencee_le
  AND {jour_de("n.commencee_le")} <= {_UN_AN}))::int AS haut, 1 AS bas
FROM inscriptions_place pl WHERE pl.etat = 'terminee' AND pl.finie_le IS NOT NULL
""",
)
sommer(
    "cible_atteinte",
    Forme.PLACE,
    f"""
SELECT {_FIN} AS jour, pl.id AS place_id, (min(r.niveau) >= pl.niveau)::int AS haut, 1 AS bas
FROM inscriptions_place pl JOIN inscriptions_resultat r ON r.place_id = pl.id AND r.competence IN ('CO', 'PO')
WHERE pl.etat = 'terminee' AND pl.finie_le IS NOT NULL GROUP BY pl.id HAVING count(*) = 2
""",
)
sommer(
    "motif_manquant",
    Forme.PLACE,
    f"""
SELECT {jour_de("j.le")} AS jour, j.objet_id AS place_id, (j.motif_code = '')::int AS haut, 1 AS bas
FROM guichet_journal j WHERE j.objet_type = 'place'
AND j.pas IN ('abandonner', 'noter_absence_initiale', 'transferer', 'rendre', 'fermer')
""",
)

# The first class whose oral results are both at the threshold, and what its learner had followed by its end.
_ATTEINT = jour_de("max(r.saisi_le)")
sommer(
    "heures_seuil",
    Forme.PLACE,
    f"""
WITH heures AS MATERIALIZED (
  SELECT h.place_id, pl.personne_id, pl.commencee_le, h.heures FROM ({_HEURES}) h
  JOIN inscriptions_place pl ON pl.id = h.place_id)
SELECT a.jour, a.place_id, round((SELECT sum(h.heures) FROM heures h WHERE h.personne_id = a.personne_id
                                  AND h.commencee_le <= a.commencee_le)) AS haut, 1 AS bas
FROM (SELECT DISTINCT ON (personne_id) * FROM (
        SELECT {_ATTEINT} AS jour, pl.id AS place_id, pl.personne_id, pl.commencee_le
        FROM inscriptions_place pl JOIN inscriptions_resultat r ON r.place_id = pl.id AND r.competence IN ('CO', 'PO')
        WHERE pl.commencee_le IS NOT NULL GROUP BY pl.id
        HAVING count(*) = 2 AND min(r.niveau) >= {parametre_sql("niveau_seuil_autonomie", _ATTEINT)}) t
      ORDER BY personne_id, commencee_le, place_id) a
WHERE EXISTS (SELECT 1 FROM heures h WHERE h.personne_id = a.personne_id AND h.commencee_le <= a.commencee_le)
""",
    distribution=True,
)
