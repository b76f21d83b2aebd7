"""What must always be true of the path, each promise as the query that finds its breaches."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from inscriptions.states import OFFRES_VIVES, PLACES_OCCUPEES

VIVES = ", ".join(f"'{etat}'" for etat in sorted(map(str, OFFRES_VIVES)))
OCCUPEES = ", ".join(f"'{etat}'" for etat in sorted(map(str, PLACES_OCCUPEES)))
TABLES = {
    "inscription": "inscriptions_inscription",
    "groupe": "inscriptions_groupe",
    "offre": "inscriptions_offredeplace",
    "place": "inscriptions_place",
    "execution": "inscriptions_executionplacement",
    "recommandation": "inscriptions_recommandation",
    "refus_accueil": "inscriptions_refusaccueil",
    "dossier_replacement": "inscriptions_dossierreplacement",
    "replacement": "inscriptions_replacement",
}


@dataclass(frozen=True, slots=True)
class Invariant:
    """A promise in words, and the SQL that lists what breaks it: one identifier a row."""

    enonce: str
    requete: str


@dataclass(frozen=True, slots=True)
class Manquement:
    """A broken promise: how many rows, and the first ones."""

    enonce: str
    nombre: int
    exemples: tuple[str, ...]


def _etat_du_journal(objet: str, table: str) -> Invariant:
    return Invariant(
        f"L'état de chaque {objet} est celui de la dernière ligne de son journal.",
        f"""
        SELECT o.id FROM {table} o
        LEFT JOIN LATERAL (SELECT j.vers FROM guichet_journal j
                           WHERE j.objet_id = o.id AND j.objet_type = '{objet}' ORDER BY j.id DESC LIMIT 1) d ON true
        WHERE d.vers IS DISTINCT FROM o.etat
        """,  # noqa: S608
    )


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "Les places prises d'un groupe sont ses offres vives et ses places occupées.",
        f"""
        SELECT g.id FROM inscriptions_groupe g
        LEFT JOIN (SELECT groupe_id, count(*) AS n FROM inscriptions_offredeplace
                   WHERE etat IN ({VIVES}) GROUP BY 1) o ON o.groupe_id = g.id
        LEFT JOIN (SELECT groupe_id, count(*) AS n FROM inscriptions_place
                   WHERE etat IN ({OCCUPEES}) GROUP BY 1) p ON p.groupe_id = g.id
        WHERE g.places_prises <> coalesce(o.n, 0) + coalesce(p.n, 0)
        """,  # noqa: S608
    ),
    Invariant(
        "Aucun groupe n'est survendu.",
        "SELECT id FROM inscriptions_groupe WHERE places_prises > capacite",
    ),
    *(_etat_du_journal(objet, table) for objet, table in TABLES.items()),
    Invariant(
        "Chaque ligne de journal part de l'état où la précédente a mené.",
        """
        SELECT objet_id FROM (
          SELECT objet_id, de, lag(vers) OVER (PARTITION BY objet_type, objet_id ORDER BY id) AS avant
          FROM guichet_journal WHERE objet_type IN ('inscription', 'groupe', 'offre', 'place', 'execution')) j
        WHERE avant IS NOT NULL AND de <> avant
        """,
    ),
    Invariant(
        "Une offre est acceptée quand une place en est née, et jamais autrement.",
        """
        SELECT o.id FROM inscriptions_offredeplace o LEFT JOIN inscriptions_place p ON p.offre_id = o.id
        WHERE (o.etat = 'acceptee') <> (p.id IS NOT NULL)
        """,
    ),
    Invariant(
        "Une offre vive appartient à une demande en attente.",
        """
        SELECT o.id FROM inscriptions_offredeplace o JOIN inscriptions_inscription i ON i.id = o.inscription_id
        WHERE o.etat = 'proposee' AND i.etat <> 'en_attente'
        """,
    ),
    Invariant(
        "Une demande en cours a une place, et une demande qui a une place active est en cours.",
        """
        SELECT i.id FROM inscriptions_inscription i
        WHERE (i.etat = 'en_cours' AND NOT EXISTS (SELECT 1 FROM inscriptions_place p WHERE p.inscription_id = i.id
                 AND p.etat IN ('confirmee', 'commencee', 'terminee')))
           OR (i.etat <> 'en_cours' AND EXISTS (SELECT 1 FROM inscriptions_place p WHERE p.inscription_id = i.id
                 AND p.etat IN ('confirmee', 'commencee')))
        """,
    ),
    Invariant(
        "La place est dans le groupe de son offre, pour la même demande.",
        """
        SELECT p.id FROM inscriptions_place p JOIN inscriptions_offredeplace o ON o.id = p.offre_id
        WHERE p.groupe_id <> o.groupe_id OR p.inscription_id <> o.inscription_id
        """,
    ),
    Invariant(
        "Une offre qui en remplace une autre est dans le même groupe.",
        """
        SELECT o.id FROM inscriptions_offredeplace o JOIN inscriptions_offredeplace a ON a.id = o.remplace_id
        WHERE a.groupe_id <> o.groupe_id
        """,
    ),
    Invariant(
        "La demande est dans la région de la personne.",
        """
        SELECT i.id FROM inscriptions_inscription i JOIN guichet_personne p ON p.id = i.personne_id
        WHERE i.region_id IS DISTINCT FROM p.region_id
        """,
    ),
    Invariant(
        "Une présence est celle d'une place du groupe de la séance.",
        """
        SELECT r.id FROM inscriptions_presence r
        JOIN inscriptions_seance s ON s.id = r.seance_id JOIN inscriptions_place p ON p.id = r.place_id
        WHERE s.groupe_id <> p.groupe_id
        """,
    ),
    Invariant(
        "Un placement confirmé a passé la vérification, et seul un placement confirmé a des offres.",
        """
        SELECT e.id FROM inscriptions_executionplacement e
        WHERE (e.etat IN ('proposee', 'confirmee') AND (e.empreinte = '' OR e.manquements <> '[]'::jsonb))
           OR (e.etat <> 'confirmee'
               AND EXISTS (SELECT 1 FROM inscriptions_offredeplace o WHERE o.execution_id = e.id))
        """,
    ),
)


def manquements(exemples: int = 3) -> list[Manquement]:
    """Every broken promise; an empty list when all hold. The caller has the province's scope."""
    trouves = []
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = 0")
        for invariant in INVARIANTS:
            requete = f"WITH fautifs(id) AS ({invariant.requete}) SELECT count(*), (array_agg(id))[:%s] FROM fautifs"  # noqa: S608
            curseur.execute(requete, [exemples])
            nombre, premiers = curseur.fetchone()
            if nombre:
                trouves.append(Manquement(invariant.enonce, nombre, tuple(map(str, premiers))))
    return trouves
