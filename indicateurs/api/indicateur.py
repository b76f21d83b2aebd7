"""The organisation's own figures, month by month, by the path of its page « Nos indicateurs »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from guichet.api import documentation
from guichet.api.refus import RequeteRefusee
from guichet.api.vue import VueApi
from guichet.mesure.definition import Genre, Mesure
from guichet.models import Organisation
from indicateurs.filtre import Filtre
from indicateurs.formulaires import PERIODES, FiltreForm
from indicateurs.policies import peut_se_comparer
from indicateurs.queries import fraicheur
from indicateurs.queries.pairs import mesures_d_organisation, suivre
from indicateurs.queries.valeurs import fins_de
from partenaires.queries.pairs import Comparaison

# Peers' figures are as fine as the page prints them, no finer.
DECIMALES = 3


class PeutSeComparer(BasePermission):
    """The system of an organisation, as those who answer for it."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """True for a key of an organisation."""
        return peut_se_comparer(request.user.acteur)


class DefinitionSerializer(serializers.Serializer):
    """One definition: what the figure means, in this version."""

    code = serializers.CharField(help_text=_("Code de l’indicateur."))
    version = serializers.IntegerField(help_text=_("Un changement de sens fait une nouvelle version."))
    titre = serializers.CharField(help_text=_("Nom."))
    definition = serializers.CharField(help_text=_("Ce que le chiffre compte."))
    formule = serializers.CharField(help_text=_("Ce qui est au-dessus et au-dessous de la barre; vide si évident."))
    genre = serializers.ChoiceField([(g.value, g.value) for g in Genre], help_text=_("Comment le chiffre se lit."))
    unite = serializers.CharField(help_text=_("Unité; vide pour une part, qui va de 0 à 1."))
    source = serializers.CharField(help_text=_("D’où il vient."))
    responsable = serializers.CharField(help_text=_("Qui en répond."))
    dimensions = serializers.ListField(
        child=serializers.CharField(), help_text=_("Axes selon lesquels le portail peut le couper.")
    )


class SemblablesSerializer(serializers.Serializer):
    """Where the middle half of its peers stands; no peer is named or counted."""

    q1 = serializers.FloatField(help_text=_("Premier quartile."))
    mediane = serializers.FloatField(help_text=_("Médiane."))
    q3 = serializers.FloatField(help_text=_("Troisième quartile."))


class PointSerializer(serializers.Serializer):
    """The figure over a period."""

    du = serializers.DateField(help_text=_("Premier jour."))
    au = serializers.DateField(help_text=_("Dernier jour, compris."))
    valeur = serializers.FloatField(
        allow_null=True, help_text=_("Votre chiffre; absent quand il n’y a rien à compter.")
    )
    semblables = SemblablesSerializer(
        allow_null=True, help_text=_("Organismes semblables; absent quand ils sont trop peu.")
    )


class SerieSerializer(DefinitionSerializer):
    """A definition with its values."""

    lue_le = serializers.DateTimeField(allow_null=True, help_text=_("Le portail a compté ce qu’il savait à ce moment."))
    periode = PointSerializer(help_text=_("Toute la période."))
    mois = PointSerializer(many=True, help_text=_("Chaque mois de la période, dans l’ordre."))


DEFINITION = {
    "code": "abandon",
    "version": 1,
    "titre": "Taux d’abandon",
    "definition": "Cours abandonnés pendant la période, sur les cours abandonnés ou terminés.",
    "formule": "Abandons ÷ fins de cours",
    "genre": "taux",
    "unite": "",
    "source": "Journal du portail",
    "responsable": "Direction de la mesure",
    "dimensions": ["region", "formule", "niveau"],
}
AUTRES = {"q1": 0.08, "mediane": 0.121, "q3": 0.19}
MOIS = {"du": "2026-10-01", "au": "2026-10-31", "valeur": 0.125, "semblables": None}
SERIE = DEFINITION | {
    "lue_le": "2026-10-31T08:00:00-04:00",
    "periode": MOIS | {"du": "2026-08-01", "semblables": AUTRES},
    "mois": [MOIS],
}


class Indicateurs(VueApi, ListAPIView):
    """The definitions that hold for one organisation."""

    nom_api = "indicateurs"
    permission_classes = (*VueApi.permission_classes, PeutSeComparer)
    serializer_class = DefinitionSerializer

    def get_queryset(self) -> list[Mesure]:
        """By code, so that pages keep their order."""
        return sorted(mesures_d_organisation(), key=lambda mesure: mesure.code)

    @extend_schema(
        tags=["indicateurs"],
        summary=_("Lire les définitions"),
        description=_("Les indicateurs qu’un organisme peut lire sur lui-même, par code."),
        responses=documentation.triees(documentation.DE_LECTURE, documentation.page_de(DefinitionSerializer)),
        examples=[OpenApiExample(str(_("Exemple")), DEFINITION, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        """One page of them."""
        return self.list(request)


class Indicateur(VueApi):
    """One figure of the organisation; the address chooses a period and nothing else."""

    nom_api = "indicateur"
    permission_classes = (*VueApi.permission_classes, PeutSeComparer)

    @extend_schema(
        tags=["indicateurs"],
        summary=_("Lire un indicateur de son organisme, mois par mois"),
        description=_(
            "Le chiffre de l’organisme, et celui des organismes semblables quand ils sont assez nombreux pour qu’aucun "
            "ne se devine : les règles de la page « Nos indicateurs »."
        ),
        parameters=[
            OpenApiParameter("code", str, OpenApiParameter.PATH, description=_("Code de l’indicateur.")),
            OpenApiParameter(
                "periode", str, enum=list(PERIODES), default="12", description=_("Mois à lire, celui-ci compris.")
            ),
        ],
        responses=documentation.triees(
            documentation.FILTREE,
            {200: OpenApiResponse(SerieSerializer, _("La définition, toute la période, chaque mois."))},
        ),
        examples=[OpenApiExample(str(_("Exemple")), SERIE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, code: str) -> Response:
        """The definition and its values."""
        mesure = next((m for m in mesures_d_organisation() if m.code == code), None)
        if mesure is None:
            raise Http404
        organisation = Organisation.objects.get(pk=self.acteur.organisation_id)
        filtre = _filtre(request)
        suivi, lue = suivre(organisation, filtre, [mesure])[0], fraicheur.derniere_lecture()
        serie = DefinitionSerializer(mesure).data | {
            "lue_le": timezone.localtime(lue) if lue else None,
            "periode": _point(filtre.du, filtre.au, suivi.periode),
            "mois": [_point(max(un, filtre.du), min(fin, filtre.au), suivi.mois[un]) for un, fin in fins_de(filtre)],
        }
        return Response(serie)


def _filtre(request: Request) -> Filtre:
    periode = request.query_params.get("periode", "12")
    if periode not in PERIODES:
        raise RequeteRefusee(_t("periode : écrivez l’un de ces nombres : %(mots)s.") % {"mots": ", ".join(PERIODES)})
    return replace(FiltreForm({"periode": periode}).filtre(au=timezone.localdate()), region="", niveau=None)


def _point(du: date, au: date, comparaison: Comparaison) -> dict[str, Any]:
    autres = None
    if comparaison.est_comparable:
        autres = {nom: round(getattr(comparaison, nom), DECIMALES) for nom in ("q1", "mediane", "q3")}
    return {"du": du, "au": au, "valeur": comparaison.valeur, "semblables": autres}
