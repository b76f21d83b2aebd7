"""Hours, seats, groups: what the classes gave."""

from __future__ import annotations

from indicateurs.sources.formes import Forme, jour_de, parametre_sql, sommer

DUREE = "extract(epoch FROM se.heure_fin - se.heure_debut) / 3600"
VENUS = "('present', 'retard')"
# One row a learner and a meeting that took place; a learner who has left for another class is no longer expected.
PRESENCES = f"""
SELECT se.date AS jour, r.place_id, {DUREE} AS heures, r.code IN {VENUS} AS venue
FROM inscriptions_presence r JOIN inscriptions_seance se ON se.id = r.seance_id
WHERE se.annulee_le IS NULL AND r.code <> 'transfert' AND se.date <= %(au)s
"""


def _presences(haut: str, bas: str) -> str:
    return f"SELECT jour, place_id, {haut} AS haut, {bas} AS bas FROM ({PRESENCES}) presences"


SUIVIES = "CASE WHEN venue THEN heures ELSE 0 END"
sommer("heures_suivies", Forme.PLACE, _presences(SUIVIES, "0"))
sommer("assiduite", Forme.PLACE, _presences(SUIVIES, "heures"))
sommer("absence", Forme.PLACE, _presences("CASE WHEN venue THEN 0 ELSE heures END", "heures"))
sommer("ecart_heures", Forme.PLACE, _presences(SUIVIES, "0"))
sommer("cout_heure", Forme.PLACE, _presences("0", SUIVIES))

# What each person placed by an evaluation needs to end the threshold level, at the formula she prefers.
_JOUR = jour_de("e.evaluee_le")
BESOINS = f"""
SELECT {_JOUR} AS jour, e.inscription_id, e.personne_id,
       greatest(0, {parametre_sql("niveau_seuil_autonomie", _JOUR)} - least(e.co, e.po))
       * CASE WHEN i.formules[1] = 'temps_complet' THEN {parametre_sql("heures_par_niveau_temps_complet", _JOUR)}
              ELSE {parametre_sql("heures_par_niveau_temps_partiel", _JOUR)} END AS heures
FROM (SELECT DISTINCT ON (personne_id) * FROM inscriptions_evaluation
      WHERE genre = 'classement' ORDER BY personne_id, evaluee_le, id) e
JOIN inscriptions_inscription i ON i.id = e.inscription_id
"""
sommer(
    "ecart_heures",
    Forme.INSCRIPTION,
    f"SELECT jour, inscription_id, 0 AS haut, heures AS bas FROM ({BESOINS}) besoins",
)

_OUVERTS = "('en_cours', 'termine', 'ferme')"
sommer(
    "occupation_places",
    Forme.GROUPE,
    f"""
SELECT g.debut AS jour, g.id AS groupe_id,
       (SELECT count(*) FROM inscriptions_place pl WHERE pl.groupe_id = g.id AND pl.commencee_le IS NOT NULL) AS haut,
       g.capacite AS bas
FROM inscriptions_groupe g WHERE g.etat IN {_OUVERTS}
""",
)
sommer(
    "groupes_ouverts",
    Forme.GROUPE,
    f"""
SELECT g.debut AS jour, g.id AS groupe_id, (g.etat IN {_OUVERTS})::int AS haut, 1 AS bas
FROM inscriptions_groupe g WHERE g.etat <> 'envisage'
""",
)
