"""Policies of databases made before read the scope once for each table, not once for each kind of scope."""

from django.db import migrations

from guichet.cloison.operations import RelireCloisons


class Migration(migrations.Migration):

    dependencies = [
        ("indicateurs", "0019_bouts_de_periode"),
        ("guichet", "0013_journal_des_decomptes"),
        ("inscriptions", "0022_offres_vives_par_demande"),
        ("partenaires", "0033_garder_hausse"),
    ]

    operations = [RelireCloisons("indicateurs", "0020_cloisons_relues")]
