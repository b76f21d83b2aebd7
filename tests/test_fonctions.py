"""The functions of the database say what the tables of the code say."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from guichet.cloison.droits import FONCTIONS_DU_PROPRIETAIRE
from guichet.fonctions import InstallerFonction, empreinte


def installations() -> dict[str, InstallerFonction]:
    """The last installation of each function, in the order of migrations."""
    chargeur = MigrationLoader(None)
    derniers: dict[str, InstallerFonction] = {}
    for cle in sorted(chargeur.disk_migrations):
        for operation in chargeur.disk_migrations[cle].operations:
            if isinstance(operation, InstallerFonction):
                derniers[operation.nom] = operation
    return derniers


FONCTIONS = installations()


@pytest.mark.parametrize("nom", FONCTIONS)
def test_chaque_fonction_est_installee_par_une_migration_de_sa_version(nom):
    fonction = FONCTIONS[nom]
    actuelle = empreinte(fonction.texte)
    assert fonction.version == actuelle, f"Ajoutez une migration InstallerFonction('{nom}', …, '{actuelle}')."


@pytest.mark.django_db
@pytest.mark.parametrize("nom", FONCTIONS)
def test_la_base_execute_le_texte_des_tables(nom):
    with connection.cursor() as curseur:
        curseur.execute("SELECT prosrc, prosecdef FROM pg_proc WHERE oid = %s::regprocedure", [nom])
        corps = FONCTIONS[nom].texte.split("$fonction$")[1]
        assert curseur.fetchone() == (corps, nom in FONCTIONS_DU_PROPRIETAIRE)
