"""Write a batch: COPY into a temporary copy of each table, then INSERT … SELECT into the real one.

PostgreSQL refuses COPY into a table behind row-level security. The detour keeps every barrier up: policies, state
guards, foreign keys and checks see each row, and no lock bothers those who read meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.models import Max
from psycopg import sql

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import (
    Adhesion,
    Avis,
    Consentement,
    Journal,
    LectureDossier,
    Organisation,
    Personne,
    Piece,
    Utilisateur,
)
from inscriptions.models import (
    AbsenceDeclaree,
    Attestation,
    Evaluation,
    Groupe,
    Inscription,
    Lieu,
    OffreDePlace,
    Place,
    Presence,
    Resultat,
    Seance,
    SessionCours,
)
from inscriptions.peuplement.lignes import Lot, table

# The journal goes before the objects whose states it explains: the database refuses them otherwise.
ORDRE: tuple[type[models.Model], ...] = (
    SessionCours,
    Organisation,
    Utilisateur,
    Adhesion,
    Lieu,
    Personne,
    Piece,
    Journal,
    Groupe,
    Inscription,
    Evaluation,
    Consentement,
    OffreDePlace,
    Place,
    Seance,
    Presence,
    AbsenceDeclaree,
    Resultat,
    Attestation,
    LectureDossier,
    Avis,
)
TAILLE_BLOC = 4000


def ecrire(lot: Lot) -> int:
    """Write the batch in one transaction, in the scope of the portal itself; return the number of rows."""
    inattendues = lot.lignes.keys() - set(ORDRE)
    if inattendues:
        raise KeyError(f"Tables sans rang d'écriture : {inattendues}")
    with portee(Acteur.systeme()), transaction.atomic():
        for modele in ORDRE:
            if lot.lignes.get(modele):
                _copier(modele, lot.lignes[modele])
    return len(lot)


@contextmanager
def sans_limite_de_temps() -> Iterator[None]:
    """Lift the limit on a statement's duration, which is made for web pages."""
    with connection.cursor() as curseur:
        curseur.execute("SHOW statement_timeout")
        avant = curseur.fetchone()[0]
        curseur.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as curseur:
            curseur.execute("SELECT set_config('statement_timeout', %s, false)", [avant])


def premier_numero_de_compte() -> int:
    """The first account number nobody holds."""
    dernier = Utilisateur.objects.aggregate(dernier=Max("pk"))["dernier"]
    return (dernier or 0) + 1


def premier_numero_de_demande() -> int:
    """The first request number never given."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT last_value + is_called::int FROM inscriptions_numero")
        return curseur.fetchone()[0]


def avancer_sequences(*, demande: int) -> None:
    """Make the next account and the next request follow those written here."""
    compte = premier_numero_de_compte() - 1
    with connection.cursor() as curseur:
        if compte:
            curseur.execute("SELECT setval(pg_get_serial_sequence('guichet_utilisateur', 'id'), %s)", [compte])
        if demande:
            curseur.execute("SELECT setval('inscriptions_numero', %s)", [demande])


def analyser() -> None:
    """Give the planner the statistics of what was just written."""
    with connection.cursor() as curseur:
        for modele in ORDRE:
            curseur.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(modele._meta.db_table)))


def _copier(modele: type[models.Model], lignes: list[str]) -> None:
    cible = table(modele)
    noms = {
        "cible": sql.Identifier(cible.nom),
        "attente": sql.Identifier(f"attente_{cible.nom}"),
        "colonnes": sql.SQL(", ").join(map(sql.Identifier, cible.colonnes)),
    }
    with connection.cursor() as curseur:
        for ordre in (
            "CREATE TEMP TABLE IF NOT EXISTS {attente} ON COMMIT DELETE ROWS"
            " AS SELECT {colonnes} FROM {cible} WITH NO DATA",
            "COPY {attente} ({colonnes}) FROM STDIN",
            "INSERT INTO {cible} ({colonnes}) SELECT {colonnes} FROM {attente}",
        ):
            requete = sql.SQL(ordre).format(**noms)
            if not ordre.startswith("COPY"):
                curseur.execute(requete)
                continue
            with curseur.copy(requete) as copie:
                for debut in range(0, len(lignes), TAILLE_BLOC):
                    copie.write("\n".join(lignes[debut : debut + TAILLE_BLOC]) + "\n")
