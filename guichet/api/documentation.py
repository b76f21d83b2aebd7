"""The words that every address of the API shares in the schema."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class RefusSerializer(serializers.Serializer):
    """Why nothing was done."""

    message = serializers.CharField(help_text=_("Ce qui ne va pas et quoi faire, en une phrase."))


class FauteSerializer(serializers.Serializer):
    """One fault of one line."""

    ligne = serializers.IntegerField(help_text=_("Rang de la ligne dans la liste, à partir de 1."))
    colonne = serializers.CharField(help_text=_("Champ en faute."))
    valeur = serializers.CharField(help_text=_("Ce qui était écrit, 80 caractères au plus."))
    message = serializers.CharField(help_text=_("Quoi écrire à la place."))


class RefusDeLignesSerializer(RefusSerializer):
    """Every fault of the lines: nothing was written."""

    erreurs = FauteSerializer(many=True, help_text=_("Toutes les fautes de toutes les lignes."))


class EffetsSerializer(serializers.Serializer):
    """What the lines changed."""

    ajoutees = serializers.IntegerField(help_text=_("Lignes inscrites pour la première fois."))
    changees = serializers.IntegerField(help_text=_("Lignes qui en remplacent une de la même clé."))
    inchangees = serializers.IntegerField(help_text=_("Lignes déjà inscrites, mot pour mot."))


def _refus(mots: Any, exemple: Any) -> OpenApiResponse:
    return OpenApiResponse(RefusSerializer, mots, [_exemple({"message": exemple})])


def triees(*reponses: dict[int, Any]) -> dict[int, Any]:
    """These answers together, by status."""
    return dict(sorted({code: une for groupe in reponses for code, une in groupe.items()}.items()))


def page_de(serializer: type[serializers.Serializer]) -> dict[int, OpenApiResponse]:
    """A page of a list."""
    return {200: OpenApiResponse(serializer(many=True), _("Une page de la liste."))}


def _exemple(valeur: Any) -> OpenApiExample:
    return OpenApiExample(str(_("Exemple")), valeur, response_only=True)


# What any call may meet.
COMMUNS: dict[int, OpenApiResponse] = {
    401: _refus(
        _("Jeton absent, inconnu, expiré ou révoqué."), _("Envoyez un jeton valide dans l’en-tête Authorization.")
    ),
    403: _refus(_("Le jeton ne donne pas ce droit."), _("Votre jeton ne donne pas ce droit.")),
    429: _refus(
        _("Trop d’appels dans la minute : attendez les secondes de l’en-tête Retry-After."),
        _("Trop d’appels. Attendez le nombre de secondes de l’en-tête Retry-After."),
    ),
}
# What a reading may meet beside.
DE_LECTURE: dict[int, OpenApiResponse] = COMMUNS | {
    404: _refus(_("Rien à cette adresse, ou page au-delà de la dernière."), _("Rien à cette adresse.")),
}
# And one that takes a choice.
FILTREE: dict[int, OpenApiResponse] = DE_LECTURE | {
    400: _refus(
        _("Un paramètre n’a pas une valeur connue."), _("periode : écrivez l’un de ces nombres : 3, 6, 12, 24.")
    )
}
CLE_D_IDEMPOTENCE = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description=_("De 1 à 80 caractères ASCII, propres à cet envoi : renvoyé, il compte une seule fois."),
    examples=[OpenApiExample(str(_("Exemple")), "2026-10-05-lot-3")],
)


def d_envoi(colonne: str, valeur: str, faute: Any) -> dict[int, Any]:
    """The answers of an address where lines are sent, with a fault for example."""
    erreur = {"ligne": 2, "colonne": colonne, "valeur": valeur, "message": faute}
    refus = {"message": _("Des lignes sont à corriger : rien n’a été enregistré."), "erreurs": [erreur]}
    effets = {"ajoutees": 1, "changees": 0, "inchangees": 0}
    siennes = {
        200: OpenApiResponse(EffetsSerializer, _("Toutes les lignes sont inscrites."), [_exemple(effets)]),
        400: _refus(_("Le corps ou l’en-tête Idempotency-Key ne peut pas être lu."), _("Le corps n’est pas du JSON.")),
        409: _refus(
            _("La clé d’idempotence a déjà servi pour un autre contenu."),
            _("Cette clé d’idempotence a déjà servi pour un autre contenu."),
        ),
        422: OpenApiResponse(
            RefusDeLignesSerializer, _("Des lignes sont en faute : rien n’est inscrit."), [_exemple(refus)]
        ),
    }
    return triees(COMMUNS, siennes)
