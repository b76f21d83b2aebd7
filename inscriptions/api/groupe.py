"""The groups of the organisation that calls: levels, formula, dates, seats; nobody's name."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from guichet.api import documentation
from guichet.api.refus import RequeteRefusee
from guichet.api.vue import VueApi
from guichet.referentiels.formules import Filiere, Formule, Mode
from inscriptions import policies
from inscriptions.models import Groupe
from inscriptions.states import EtatGroupe


class GroupeSerializer(serializers.Serializer):
    """What a partner's own system may keep of a group."""

    numero = serializers.CharField(help_text=_("Numéro du groupe, unique."))
    etat = serializers.ChoiceField(EtatGroupe.choices, help_text=_("État."))
    session = serializers.CharField(source="session_id", help_text=_("Code de la session."))
    region = serializers.CharField(source="region_id", help_text=_("Code de la région."))
    lieu = serializers.CharField(
        source="lieu.nom", default=None, allow_null=True, help_text=_("Nom du lieu; absent en ligne.")
    )
    niveau = serializers.IntegerField(help_text=_("Niveau de l’échelle québécoise, de 1 à 12."))
    niveau_max = serializers.IntegerField(help_text=_("Niveau le plus élevé d’un groupe multiniveau."))
    filiere = serializers.ChoiceField(Filiere.choices, help_text=_("Filière."))
    formule = serializers.ChoiceField(Formule.choices, help_text=_("Formule."))
    mode = serializers.ChoiceField(Mode.choices, help_text=_("Mode."))
    horaire = serializers.ListField(
        child=serializers.CharField(), help_text=_("Cases de la semaine : jour et période, « lun_soir ».")
    )
    heures_par_semaine = serializers.FloatField(help_text=_("Heures de cours par semaine."))
    debut = serializers.DateField(help_text=_("Premier jour."))
    fin = serializers.DateField(help_text=_("Dernier jour."))
    capacite = serializers.IntegerField(help_text=_("Places."))
    minimum = serializers.IntegerField(help_text=_("Personnes qu’il faut pour confirmer le groupe."))
    places_prises = serializers.IntegerField(help_text=_("Places occupées ou offertes."))
    places_libres = serializers.IntegerField(help_text=_("Places que personne ne tient."))


EXEMPLE = {
    "numero": "G-00042",
    "etat": "confirme",
    "session": "2026-A",
    "region": "06",
    "lieu": "Pavillon central",
    "niveau": 3,
    "niveau_max": 4,
    "filiere": "reguliere",
    "formule": "temps_partiel",
    "mode": "en_classe",
    "horaire": ["lun_soir", "mer_soir"],
    "heures_par_semaine": 6.0,
    "debut": "2026-09-08",
    "fin": "2026-11-20",
    "capacite": 15,
    "minimum": 8,
    "places_prises": 12,
    "places_libres": 3,
}


class Groupes(VueApi, ListAPIView):
    """The organisation's own, the latest first."""

    nom_api = "groupes"
    serializer_class = GroupeSerializer

    def get_queryset(self) -> QuerySet[Groupe]:
        """Where every list of groups starts."""
        groupes = policies.groupes_visibles(self.acteur).select_related("lieu").order_by("-debut", "numero")
        etat = self.request.query_params.get("etat", "")
        if etat and etat not in EtatGroupe.values:
            raise RequeteRefusee(_t("etat : écrivez l’un de ces mots : %(mots)s.") % {"mots": ", ".join(EtatGroupe)})
        return groupes.filter(etat=etat) if etat else groupes

    @extend_schema(
        tags=["groupes"],
        summary=_("Lire ses groupes"),
        description=_("Les groupes de l’organisme, du plus récent au plus ancien. Aucun renseignement personnel."),
        parameters=[
            OpenApiParameter("etat", str, enum=EtatGroupe.values, description=_("Seulement ceux de cet état."))
        ],
        responses=documentation.triees(documentation.FILTREE, documentation.page_de(GroupeSerializer)),
        examples=[OpenApiExample(str(_("Exemple")), EXEMPLE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        """One page of them."""
        return self.list(request)
