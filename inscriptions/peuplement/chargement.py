"""Write a batch: COPY into a temporary copy of each table, then INSERT … SELECT into the real one.

PostgreSQL refuses COPY into a table behind row-level security. The detour keeps every barrier up: policies, state
guards, foreign keys and checks see each row, and no lock bothers those who read meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models
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


class Chargement:
    """Writes batches inside the transaction of `tout_ou_rien`."""

    def __init__(self) -> None:
        self.lignes = 0
        self._journal, self._connu = 0, 0

    def ecrire(self, lot: Lot) -> None:
        """Write one batch in the scope of the portal itself, and have its keys checked."""
        inattendues = lot.lignes.keys() - set(ORDRE)
        if inattendues:
            raise KeyError(f"Tables sans rang d'écriture : {inattendues}")
        for modele in ORDRE:
            if lot.lignes.get(modele):
                _copier(modele, lot.lignes[modele])
            if modele is Journal:
                self._faire_connaitre_le_journal(len(lot.lignes.get(Journal, ())))
        with connection.cursor() as curseur:
            # Checked now: a queue of every row until the end would not fit in memory.
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
            curseur.execute("SET CONSTRAINTS ALL DEFERRED")
        self.lignes += len(lot)

    def _faire_connaitre_le_journal(self, nombre: int) -> None:
        """The state guards read the journal by object: the planner must know how it grew, each time it doubles."""
        self._journal += nombre
        if self._journal > 2 * self._connu:
            analyser(Journal)
            self._connu = self._journal


@contextmanager
def tout_ou_rien() -> Iterator[Chargement]:
    """One transaction for the whole load, without the time limits made for web pages: half a province helps nobody."""
    with portee(Acteur.systeme()):
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL statement_timeout = 0")
            curseur.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield Chargement()


def premier_numero_de_compte() -> int:
    """The first account number nobody holds."""
    dernier = Utilisateur.objects.aggregate(dernier=Max("pk"))["dernier"]
    return (dernier or 0) + 1


def premier_numero_de_demande() -> int:
    """The first request number never given."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT last_value + is_called::int FROM inscriptions_numero")
        return curseur.fetchone()[0]


def premier_numero_de_groupe() -> int:
    """The first group number never given."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT last_value + is_called::int FROM inscriptions_numero_groupe")
        return curseur.fetchone()[0]


def avancer_sequences(*, demande: int, groupe: int) -> None:
    """Make the next account, request and group follow those written here."""
    compte = premier_numero_de_compte() - 1
    with connection.cursor() as curseur:
        if compte:
            curseur.execute("SELECT setval(pg_get_serial_sequence('guichet_utilisateur', 'id'), %s)", [compte])
        if demande:
            curseur.execute("SELECT setval('inscriptions_numero', %s)", [demande])
        if groupe:
            curseur.execute("SELECT setval('inscriptions_numero_groupe', %s)", [groupe])


def analyser(*modeles: type[models.Model]) -> None:
    """Give the planner the statistics of these tables, or of all."""
    with connection.cursor() as curseur:
        # Some models are read from no table of theirs.
        noms = {modele._meta.db_table for modele in modeles or apps.get_models()}
        for nom in sorted(noms.intersection(connection.introspection.table_names(curseur))):
            curseur.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(nom)))


def _copier(modele: type[models.Model], lignes: list[str]) -> None:
    cible = table(modele)
    noms = {
        "cible": sql.Identifier(cible.nom),
        "attente": sql.Identifier(f"attente_{cible.nom}"),
        "colonnes": sql.SQL(", ").join(map(sql.Identifier, cible.colonnes)),
    }
    with connection.cursor() as curseur:
        for ordre in (
            "CREATE TEMP TABLE IF NOT EXISTS {attente} ON COMMIT DROP"
            " AS SELECT 0 AS rang_de_ligne, {colonnes} FROM {cible} WITH NO DATA",
            "COPY {attente} (rang_de_ligne, {colonnes}) FROM STDIN",
            # A heap fills its holes: without the order, numbers given by the database would not follow time.
            "INSERT INTO {cible} ({colonnes}) SELECT {colonnes} FROM {attente} ORDER BY rang_de_ligne",
            "TRUNCATE {attente}",
        ):
            requete = sql.SQL(ordre).format(**noms)
            if not ordre.startswith("COPY"):
                curseur.execute(requete)
                continue
            with curseur.copy(requete) as copie:
                for debut in range(0, len(lignes), TAILLE_BLOC):
                    bloc = enumerate(lignes[debut : debut + TAILLE_BLOC], debut)
                    copie.write("".join([f"{rang}\t{ligne}\n" for rang, ligne in bloc]))
