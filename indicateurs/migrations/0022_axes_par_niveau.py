"""One axis cut by level, rolled up: the facts counted so far along each axis and level, for the events tables cut so."""

from django.db import migrations, models

_AXES = ("statut", "categorie", "sexe", "age", "pays", "langue", "scolarite", "arrivee", "formule", "type_organisme",
         "organisation")
_VALEURS = ", ".join(f"('{axe}', f.{axe}::text)" for axe in _AXES)
REMPLIR = f"""
SELECT set_config('portail.portee', 'province', true);
INSERT INTO indicateurs_agregataxeniveau (evenement, axe, valeur, niveau, mois, nb)
SELECT f.evenement, x.axe, x.valeur, f.niveau, date_trunc('month', f.jour)::date, count(*)
FROM indicateurs_fait f CROSS JOIN LATERAL (VALUES {_VALEURS}) AS x (axe, valeur)
WHERE f.evenement IN ('demande', 'offre', 'debut', 'abandon', 'fin') GROUP BY 1, 2, 3, 4, 5;
SELECT set_config('portail.portee', '', true)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('indicateurs', '0021_parcours_tenus'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgregatAxeNiveau',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('evenement', models.CharField(max_length=32, verbose_name='événement')),
                ('axe', models.CharField(max_length=16, verbose_name='axe')),
                ('valeur', models.CharField(blank=True, max_length=40, verbose_name='valeur')),
                ('niveau', models.SmallIntegerField(verbose_name='niveau')),
                ('mois', models.DateField(verbose_name='mois')),
                ('nb', models.IntegerField(verbose_name='nombre')),
            ],
            options={
                'verbose_name': 'agrégat par axe et niveau',
                'constraints': [models.UniqueConstraint(fields=('evenement', 'axe', 'valeur', 'niveau', 'mois'), include=('nb',), name='agregataxeniveau_unique')],
            },
        ),
        migrations.RunSQL(REMPLIR, migrations.RunSQL.noop),
    ]
