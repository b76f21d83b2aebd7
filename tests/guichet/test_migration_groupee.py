"""Grouped migrations: the same tables as one operation at a time, and back."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from guichet.migration_groupee import Ensemble, Migration
from tests import base_de_donnees

OPERATIONS = [
    migrations.CreateModel("Parent", [("id", models.BigAutoField(primary_key=True)), ("nom", models.TextField())]),
    migrations.CreateModel("Enfant", [("id", models.BigAutoField(primary_key=True)), ("rang", models.IntegerField())]),
    migrations.AddField("enfant", "parent", models.ForeignKey("essai.parent", models.CASCADE)),
    migrations.AddField("parent", "aine", models.ForeignKey("essai.enfant", models.CASCADE, null=True)),
    migrations.AddIndex("enfant", models.Index(fields=["rang"], name="essai_rang")),
    migrations.AddConstraint("enfant", models.CheckConstraint(condition=models.Q(rang__gt=0), name="essai_positif")),
    migrations.AddConstraint(
        "enfant",
        models.UniqueConstraint(fields=["parent"], condition=models.Q(rang=1), name="essai_un_premier"),
    ),
    migrations.AlterField("parent", "nom", models.CharField(max_length=20)),
]
SUITE = [
    migrations.RemoveConstraint("enfant", "essai_positif"),
    migrations.AddField("enfant", "nom", models.TextField(default="")),
    migrations.AddConstraint("enfant", models.CheckConstraint(condition=models.Q(rang__gt=1), name="essai_positif")),
]
_VOIR = """
SELECT 'colonne', attrelid::regclass::text, attnum::text, attname, format_type(atttypid, atttypmod), attnotnull::text
FROM pg_attribute WHERE attrelid IN ('essai_parent'::regclass, 'essai_enfant'::regclass) AND attnum > 0
UNION ALL SELECT 'contrainte', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
FROM pg_constraint WHERE conrelid IN ('essai_parent'::regclass, 'essai_enfant'::regclass)
UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE tablename LIKE 'essai\\_%'
ORDER BY 1, 2, 3
"""


def _ordinaire(nom: str, operations: list) -> migrations.Migration:
    migration = migrations.Migration(nom, "essai")
    migration.operations = operations
    return migration


def _groupee(nom: str, operations: list) -> Migration:
    classe = type("Groupee", (Migration,), {"operations": operations})
    return classe(nom, "essai")


def _lignes(requete: str) -> list[tuple]:
    with connection.cursor() as curseur:
        curseur.execute(requete)
        return curseur.fetchall()


def _jouer(fabrique) -> list[tuple]:
    """The catalogue after both migrations, which are then undone."""
    etats = [ProjectState()]
    faites = [fabrique("0001", OPERATIONS), fabrique("0002", SUITE)]
    for migration in faites:
        etat = etats[-1].clone()
        with connection.schema_editor() as editeur:
            etats.append(migration.apply(etat, editeur))
    vu = _lignes(_VOIR)
    for migration, avant in zip(reversed(faites), reversed(etats[:-1]), strict=True):
        with connection.schema_editor() as editeur:
            migration.unapply(avant.clone(), editeur)
    return vu


@pytest.mark.django_db(transaction=True)
def test_les_memes_tables_qu_une_operation_a_la_fois(nom_de_la_base):
    with base_de_donnees.connexion_admin(nom_de_la_base) as admin:
        admin.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    une_a_une, ensemble = _jouer(_ordinaire), _jouer(_groupee)
    assert ensemble == une_a_une and len(ensemble) > 15
    assert _lignes("SELECT 1 FROM pg_class WHERE relname LIKE 'essai\\_%'") == []


def test_rien_ne_se_groupe_par_dessus_du_sql():
    sql = migrations.RunSQL("SELECT 1")
    etapes = _groupee("0001", [*OPERATIONS, sql, *SUITE]).operations
    assert [type(etape) for etape in etapes] == [Ensemble, migrations.RunSQL, Ensemble]
