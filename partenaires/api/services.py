"""Services sent by an organisation's own system: a JSON list and an idempotency key, all lines or none."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from guichet.api import documentation
from guichet.api.corps import LIGNES_MAX, cle_d_idempotence, lire_liste
from guichet.api.refus import DejaServie, LignesRefusees, PasLeDroit
from guichet.api.vue import VueApi
from guichet.cycle import TransitionRefusee
from partenaires.actions.jetons import CleReutilisee, recevoir_envoi
from partenaires.actions.services import ServicesRefuses
from partenaires.formulaires.services import erreurs_de
from partenaires.models.programme import Clientele, UniteService
from partenaires.services_lignes import COLONNES

EXEMPLE = {
    "reference": "S-2026-0417",
    "entente": "E-2026-014",
    "activite": "accueil",
    "date": "2026-10-05",
    "quantite": "1,5",
    "unite": "rencontre_individuelle",
    "clientele": "toutes",
    "region": "06",
    "personne": "P-001",
    "nombre": None,
}


class ServiceSerializer(serializers.Serializer):
    """One service, in the words of the schema; the judge of a file's lines judges it (`services_sql`)."""

    reference = serializers.CharField(
        max_length=60, help_text=_("Celle de votre système : envoyée de nouveau, elle remplace la ligne d’avant.")
    )
    entente = serializers.CharField(
        required=False, allow_null=True, help_text=_("Numéro de l’entente, s’il y en a une.")
    )
    activite = serializers.CharField(max_length=48, help_text=_("Code de l’activité, celui de l’entente."))
    date = serializers.DateField(help_text=_("Jour du service, déjà rendu : 2026-10-05."))
    quantite = serializers.CharField(help_text=_("Nombre plus grand que zéro, en texte ou en nombre : 1,5."))
    unite = serializers.ChoiceField(UniteService.choices, help_text=_("Unité de service."))
    clientele = serializers.ChoiceField(Clientele.choices, help_text=_("Personnes servies."))
    region = serializers.CharField(help_text=_("Code de la région, de 01 à 17."))
    personne = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=40,
        help_text=_("Référence propre à votre système; jamais un nom ni un numéro officiel. Ou bien `nombre`."),
    )
    nombre = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text=_("Nombre de personnes. Ou bien `personne`.")
    )


class EnvoiServicesSerializer(serializers.Serializer):
    """A call."""

    services = ServiceSerializer(many=True, help_text=_("De 1 à %(n)s lignes.") % {"n": LIGNES_MAX})


class Services(VueApi):
    """All lines or none; the same idempotency key gives the same answer."""

    nom_api = "services"

    @extend_schema(
        tags=["services"],
        summary=_("Inscrire des services rendus hors du portail"),
        description=_("Toutes les lignes sont inscrites, ou aucune. La même clé d’idempotence rend la même réponse."),
        parameters=[documentation.CLE_D_IDEMPOTENCE],
        request=EnvoiServicesSerializer,
        responses=documentation.d_envoi("region", "99", _("Écrivez le code de la région, de 01 à 17.")),
        examples=[OpenApiExample(str(_("Exemple")), {"services": [EXEMPLE]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """200 says what changed, 422 every fault."""
        cle = cle_d_idempotence(request.headers)
        lignes = lire_liste(request.data, "services", COLONNES)
        try:
            return Response(recevoir_envoi(cle=cle, lignes=lignes, acteur=self.acteur, le=timezone.now()))
        except ServicesRefuses as refus:
            raise LignesRefusees(refus.message, erreurs_de(refus.examens)) from refus
        except CleReutilisee as refus:
            raise DejaServie(refus.message) from refus
        except TransitionRefusee as refus:
            raise PasLeDroit(refus.message) from refus
