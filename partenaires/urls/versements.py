"""The addresses of instalments, payment files, final accounting and the ministry's punctuality."""

from django.urls import URLPattern, path

from partenaires.views import decompte, lot, ponctualite, versement

urlpatterns: list[URLPattern] = [
    path("ententes/<uuid:entente_id>/versements/", versement.versements, name="versements"),
    path("ententes/<uuid:entente_id>/decompte/", decompte.decompte, name="decompte"),
    path("versements/", versement.versements_a_traiter, name="versements_a_traiter"),
    path("versements/<uuid:versement_id>/", versement.versement, name="versement"),
    path("lots-paiement/<uuid:lot_id>/", lot.lot_paiement, name="lot_paiement"),
    path("lots-paiement/<uuid:lot_id>/fichier.csv", lot.lot_paiement_csv, name="lot_paiement_csv"),
    path("ponctualite/", ponctualite.ponctualite, name="ponctualite"),
]
