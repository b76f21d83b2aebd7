"""The addresses of admission cohorts, their files and their links."""

from django.urls import URLPattern, path

from indicateurs.api.admissions import Admissions
from indicateurs.views import admises, admissions, cohortes, jamais_jointes, rapprochements

urlpatterns: list[URLPattern] = [
    path("cohortes/", cohortes.cohortes, name="cohortes"),
    path("cohortes/<uuid:cohorte_id>/", cohortes.cohorte, name="cohorte"),
    path("admissions/importer/", admissions.admissions_import, name="admissions_import"),
    path("admissions/modele/", admissions.admissions_modele, name="admissions_modele"),
    path("admissions/fichiers/<uuid:lot_id>/", admissions.admissions_lot, name="admissions_lot"),
    path("admissions/fichiers/<uuid:lot_id>/annuler/", admissions.admissions_annuler, name="admissions_annuler"),
    path("admissions/fichiers/<uuid:lot_id>/erreurs/", admissions.admissions_erreurs, name="admissions_erreurs"),
    path("admissions/personnes/", admises.admises, name="admises"),
    path("admissions/jamais-jointes/", jamais_jointes.jamais_jointes, name="jamais_jointes"),
    path("admissions/personnes/<uuid:admise_id>/", admises.admise, name="admise"),
    path("admissions/rapprochements/", rapprochements.rapprochements, name="rapprochements"),
    path("admissions/rapprochements/<uuid:paire_id>/", rapprochements.rapprochement, name="rapprochement"),
    path("api/v1/admissions/", Admissions.as_view(), name="admissions_api"),
]
