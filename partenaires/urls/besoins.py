"""The addresses of field needs."""

from django.urls import URLPattern, path

from partenaires.views import besoin, besoin_hors_ligne, besoins_comptes

urlpatterns: list[URLPattern] = [
    path("besoins/", besoin.besoins, name="besoins"),
    path("besoins/nouveau/", besoin.besoin_saisir, name="besoin_saisir"),
    path("besoins/nouveau/hors-ligne/", besoin_hors_ligne.besoin_hors_ligne, name="besoin_hors_ligne"),
    path("besoins/nouveau/service.js", besoin_hors_ligne.besoin_service, name="besoin_service"),
    path("besoins/comptes/", besoins_comptes.besoins_comptes, name="besoins_comptes"),
    path("besoins/<uuid:besoin_id>/", besoin.besoin, name="besoin"),
    path("besoins/<uuid:besoin_id>/<slug:pas>/", besoin.besoin_pas, name="besoin_pas"),
]
