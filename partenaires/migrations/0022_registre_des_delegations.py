"""A delegation says under which act it was given, by whom, and how it ended."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from guichet.migration_groupee import Migration as Groupee

PAR = {"blank": True, "null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(Groupee):

    dependencies = [
        ("partenaires", "0021_histoire_des_versements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "delegationpouvoir",
            "acte",
            models.CharField(default="Antérieure au registre", max_length=300, verbose_name="acte de délégation"),
            preserve_default=False,
        ),
        migrations.AddField(
            "delegationpouvoir",
            "accordee_le",
            models.DateTimeField(default=django.utils.timezone.now, verbose_name="accordée le"),
            preserve_default=False,
        ),
        migrations.AddField("delegationpouvoir", "accordee_par", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PAR)),
        migrations.AddField(
            "delegationpouvoir", "finie_le", models.DateTimeField(blank=True, null=True, verbose_name="terminée le")
        ),
        migrations.AddField("delegationpouvoir", "finie_par", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PAR)),
        migrations.AddField("delegationpouvoir", "fin_motif", models.ForeignKey(to="guichet.motif", **PAR)),
        migrations.AddField(
            "delegationpouvoir",
            "fin_precision",
            models.CharField(blank=True, default="", max_length=200, verbose_name="précision"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "delegationpouvoir",
            models.CheckConstraint(condition=~Q(acte=""), name="delegation_avec_acte"),
        ),
        migrations.AddConstraint(
            "delegationpouvoir",
            models.CheckConstraint(
                condition=Q(accordee_par__isnull=True) | ~Q(accordee_par=F("utilisateur")),
                name="delegation_deux_personnes",
                violation_error_message="On ne s'accorde pas une délégation à soi-même.",
            ),
        ),
        migrations.AddConstraint(
            "delegationpouvoir",
            models.CheckConstraint(
                condition=Q(finie_le__isnull=True, finie_par__isnull=True, fin_motif__isnull=True)
                | Q(finie_le__isnull=False, finie_par__isnull=False, fin_motif__isnull=False),
                name="delegation_fin_complete",
                violation_error_message="Une délégation finit avec sa date, sa personne et son motif.",
            ),
        ),
    ]
