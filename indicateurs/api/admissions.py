"""Admissions sent by another ministry's system: a JSON list and an idempotency key, all lines or none."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from guichet.api import documentation
from guichet.api.corps import LIGNES_MAX, cle_d_idempotence, lire_liste
from guichet.api.refus import DejaServie, LignesRefusees
from guichet.api.vue import VueApi
from indicateurs.actions.admissions_api import AdmissionsRefusees, recevoir_envoi
from indicateurs.admissions_lignes import COLONNES
from indicateurs.api.authentification import CleDAdmissions
from indicateurs.formulaires_admissions import erreurs_de
from indicateurs.models.admission import Francais, Population
from partenaires.actions.jetons import CleReutilisee

EXEMPLE = {
    "cle": "A-0001",
    "mois": "2026-06",
    "population": "permanente",
    "identifiant": "1234567890",
    "prenom": "Amina",
    "nom": "Diallo",
    "date_naissance": "1991-04-23",
    "sexe": "f",
    "pays": "GIN",
    "langue": "fra",
    "categorie": "refugies",
    "region": "06",
    "francais": "oui",
}


def _facultatif(mots: object) -> serializers.CharField:
    return serializers.CharField(required=False, allow_null=True, allow_blank=True, help_text=mots)


class AdmissionSerializer(serializers.Serializer):
    """One person admitted, in the words of the schema; the judge of a file's lines judges it (`admissions_sql`)."""

    cle = serializers.CharField(
        max_length=60, help_text=_("Celle de votre système : envoyée de nouveau, elle remplace la ligne d’avant.")
    )
    mois = serializers.CharField(help_text=_("Mois de l’admission : 2026-06."))
    population = serializers.ChoiceField(Population.choices, help_text=_("Population."))
    identifiant = _facultatif(_("Identifiant d’immigration, 8 ou 10 chiffres; chiffré dès sa réception."))
    prenom = _facultatif(_("Prénom, 80 caractères au plus; le prénom ou le nom est exigé."))
    nom = _facultatif(_("Nom de famille, 80 caractères au plus."))
    date_naissance = _facultatif(_("Date de naissance : 1991-04-23."))
    sexe = _facultatif(_("f, m ou x."))
    pays = _facultatif(_("Code ISO du pays de naissance, trois lettres."))
    langue = _facultatif(_("Code ISO de la langue maternelle, trois lettres."))
    categorie = _facultatif(_("Code de la catégorie d’immigration."))
    region = _facultatif(_("Code de la région, de 01 à 17."))
    francais = serializers.ChoiceField(Francais.choices, help_text=_("Français déclaré à l’admission."))


class EnvoiAdmissionsSerializer(serializers.Serializer):
    """A call."""

    admissions = AdmissionSerializer(many=True, help_text=_("De 1 à %(n)s lignes.") % {"n": LIGNES_MAX})


class Admissions(VueApi):
    """All lines or none; the same idempotency key gives the same answer."""

    nom_api = "admissions"
    authentication_classes = (CleDAdmissions,)

    @extend_schema(
        tags=["admissions"],
        summary=_("Envoyer des personnes admises"),
        description=_("Toutes les lignes sont inscrites, ou aucune. La même clé d’idempotence rend la même réponse."),
        parameters=[documentation.CLE_D_IDEMPOTENCE],
        request=EnvoiAdmissionsSerializer,
        responses=documentation.d_envoi("sexe", "?", _("Écrivez f, m ou x, ou videz la case.")),
        examples=[OpenApiExample(str(_("Exemple")), {"admissions": [EXEMPLE]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """200 says what changed, 422 every fault."""
        le = timezone.now()
        cle = cle_d_idempotence(request.headers)
        lignes = lire_liste(request.data, "admissions", COLONNES)
        try:
            return Response(recevoir_envoi(jeton=request.auth, cle=cle, lignes=lignes, le=le))
        except AdmissionsRefusees as refus:
            raise LignesRefusees(refus.message, erreurs_de(refus.fautes, au=timezone.localdate(le))) from refus
        except CleReutilisee as refus:
            raise DejaServie(refus.message) from refus
