"""The back office: reading, support, and the reference data an installation changes by dates."""

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

from guichet.models import Parametre, RegleAdmissibilite
from guichet.models.referentiels import Referentiel


class ReferentielAdmin(admin.ModelAdmin):
    """Reference rows are corrected or closed by a date, never deleted."""

    list_display = ("__str__", "valide_du", "valide_au", "certitude", "fournie", "source")
    list_filter = ("certitude", "fournie")
    list_select_related = True
    figes: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Referentiel | None = None) -> list[str]:
        """The key of a row, and what a decision may have rested on, once the row exists."""
        if obj is None:
            return []
        cle = obj._meta.pk.name
        return [*self.figes, *([] if obj._meta.pk.auto_created else [cle])]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """By name and code where rows have a name."""
        par_nom = any(champ.name == "nom" for champ in self.model._meta.fields)
        return ("pk", "nom") if par_nom else tuple(self.search_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Referentiel | None = None) -> bool:
        """Never: closing the period is the way out."""
        return False


@admin.register(Parametre)
class ParametreAdmin(ReferentielAdmin):
    """Dated parameters: to change a value, close its period and add another."""

    list_display = ("cle", "libelle", "valeur", "unite", "valide_du", "valide_au", "certitude", "fournie")
    search_fields = ("cle", "libelle")
    figes = ("cle", "nature", "valeur", "valide_du")


@admin.register(RegleAdmissibilite)
class RegleAdmissibiliteAdmin(ReferentielAdmin):
    """Dated eligibility rules."""

    list_display = ("code", "statut", "formule", "decision", "valide_du", "valide_au", "certitude", "fournie")
    list_filter = ("decision", "statut", *ReferentielAdmin.list_filter)
    figes = ("code", "critere", "statut", "formule", "decision", "motif", "valide_du")


for _modele in apps.get_app_config("guichet").get_models():
    if issubclass(_modele, Referentiel) and not admin.site.is_registered(_modele):
        admin.site.register(_modele, ReferentielAdmin)
