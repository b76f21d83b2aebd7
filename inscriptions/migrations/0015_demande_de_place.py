"""Requests for seats in a sought-after group: behind the wall, answered once, never deleted; and what records them."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from guichet.cloison.operations import ClesComposites, Cloisonner
from guichet.fonctions import InstallerFonction

UNE_REPONSE = """
CREATE FUNCTION inscriptions_une_reponse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'une demande de place ne change plus' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER une_reponse BEFORE UPDATE ON inscriptions_demandedeplace
  FOR EACH ROW WHEN (OLD.traitee_le IS NOT NULL) EXECUTE FUNCTION inscriptions_une_reponse();
CREATE TRIGGER jamais_effacee BEFORE DELETE OR TRUNCATE ON inscriptions_demandedeplace
  FOR EACH STATEMENT EXECUTE FUNCTION inscriptions_une_reponse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('guichet', '0005_formules_des_regles'),
        ('inscriptions', '0014_prevision_attente'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DemandeDePlace',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('classe_priorite', models.PositiveSmallIntegerField(verbose_name='classe de priorité')),
                ('complete_le', models.DateTimeField(verbose_name='dossier complet le')),
                ('tirage', models.BinaryField(verbose_name='tirage public')),
                ('acteur_role', models.CharField(choices=[('personne', 'Personne'), ('mandataire', 'Mandataire'), ('agent_partenaire', 'Agent de partenaire'), ('gestionnaire_partenaire', 'Gestionnaire de partenaire'), ('enseignant', 'Enseignant'), ('conseiller', 'Conseiller'), ('gestionnaire_ententes', "Gestionnaire d'ententes"), ('approbateur', 'Approbateur'), ('payeur', 'Payeur'), ('analyste', 'Analyste'), ('direction', 'Direction'), ('administrateur', 'Administrateur'), ('client_api', "Client d'API"), ('systeme', 'Portail')], max_length=32, verbose_name='rôle')),
                ('acteur_libelle', models.CharField(blank=True, max_length=120, verbose_name='acteur')),
                ('requete_id', models.CharField(blank=True, max_length=64, verbose_name='requête')),
                ('demandee_le', models.DateTimeField(verbose_name='demandée le')),
                ('traitee_le', models.DateTimeField(blank=True, null=True, verbose_name='traitée le')),
                ('refus', models.CharField(blank=True, choices=[('plus_en_attente', "Cette personne n'attend plus de place."), ('offre_vive', 'Cette personne a déjà une offre en attente de réponse.'), ('complet', 'Ce groupe est complet.'), ('ferme', "Ce groupe n'accueille plus de nouvelles personnes."), ('ne_convient_pas', "Cette place n'est plus libre, ou le cours ne vous convient pas."), ('promise', 'Cette place revient à une personne qui attend depuis plus longtemps.')], max_length=16, verbose_name='raison du refus')),
                ('acteur', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('groupe', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='demandes_de_place', to='inscriptions.groupe')),
                ('inscription', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='demandes_de_place', to='inscriptions.inscription')),
                ('offre', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inscriptions.offredeplace')),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.organisation')),
                ('personne', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.personne')),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guichet.region')),
            ],
            options={
                'verbose_name': 'demande de place',
                'verbose_name_plural': 'demandes de place',
                'indexes': [models.Index(condition=models.Q(('traitee_le__isnull', True)), fields=['groupe', 'classe_priorite', 'complete_le', 'tirage'], name='demande_de_place_file')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('traitee_le__isnull', True)), fields=('inscription',), name='demande_de_place_une_ouverte'), models.CheckConstraint(condition=models.Q(models.Q(('offre__isnull', True), ('refus', ''), ('traitee_le__isnull', True)), models.Q(('offre__isnull', False), ('refus', ''), ('traitee_le__isnull', False)), models.Q(('offre__isnull', True), ('traitee_le__isnull', False), models.Q(('refus', ''), _negated=True)), _connector='OR'), name='demande_de_place_une_reponse')],
            },
        ),
        # No organisation: a partner learns who comes when a seat is held.
        Cloisonner("inscriptions_demandedeplace", personne="personne_id", region="region_id"),
        ClesComposites(
            (
                "inscriptions_demandedeplace",
                ("groupe_id", "organisation_id"),
                "inscriptions_groupe",
                ("id", "organisation_id"),
            ),
            (
                "inscriptions_demandedeplace",
                ("inscription_id", "personne_id", "region_id"),
                "inscriptions_inscription",
                ("id", "personne_id", "region_id"),
            ),
        ),
        migrations.RunSQL(UNE_REPONSE, "DROP FUNCTION inscriptions_une_reponse() CASCADE"),
        InstallerFonction(
            "inscriptions_demander_place(jsonb, jsonb, jsonb)", "inscriptions.actions.demandes_sql.SQL", "5d99f84f4d3fb5d6"
        ),
    ]
