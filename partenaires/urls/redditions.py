"""The addresses of accounts given and services rendered."""

from django.urls import URLPattern, path

from partenaires.api.services import Services
from partenaires.views import reddition, services

urlpatterns: list[URLPattern] = [
    path("redditions/", reddition.redditions_toutes, name="redditions_toutes"),
    path("ententes/<uuid:entente_id>/redditions/", reddition.redditions, name="redditions"),
    path("redditions/<uuid:reddition_id>/", reddition.reddition, name="reddition"),
    path("redditions/<uuid:reddition_id>/ecrire/", reddition.reddition_ecrire, name="reddition_ecrire"),
    path("redditions/<uuid:reddition_id>/<slug:pas>/", reddition.reddition_pas, name="reddition_pas"),
    path("definitions/", reddition.definitions, name="definitions"),
    path("services/", services.services, name="services"),
    path("services/ajouter/", services.service_ajouter, name="service_ajouter"),
    path("services/modele.csv", services.services_modele, name="services_modele"),
    path("services/importer/", services.services_importer, name="services_importer"),
    path("services/lot/<uuid:lot_id>/", services.services_lot, name="services_lot"),
    path("services/lot/<uuid:lot_id>/annuler/", services.services_lot_annuler, name="services_lot_annuler"),
    path("services/<uuid:service_id>/retirer/", services.service_retirer, name="service_retirer"),
    path("services/jeton/", services.services_jeton, name="services_jeton"),
    path("services/jeton/<uuid:jeton_id>/", services.services_jeton_revoquer, name="services_jeton_revoquer"),
    path("api/v1/services/", Services.as_view(), name="services_api"),
]
