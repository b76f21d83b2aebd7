"""The addresses of what leaves the ministry: editions, open data, exports."""

from django.urls import path

from indicateurs.views import donnees_ouvertes, editions, exports

OUVERTES = "donnees-ouvertes/"
urlpatterns = [
    path("indicateurs-publics/", donnees_ouvertes.indicateurs_publics, name="indicateurs_publics"),
    path(OUVERTES, donnees_ouvertes.donnees_ouvertes, name="donnees_ouvertes"),
    path(f"{OUVERTES}dictionnaire.csv", donnees_ouvertes.dictionnaire_csv, name="dictionnaire_csv"),
    path(f"{OUVERTES}corrections/<slug:edition>.csv", donnees_ouvertes.corrections_csv, name="corrections_csv"),
    path(f"{OUVERTES}<slug:jeu>/", donnees_ouvertes.jeu_de_donnees, name="jeu_de_donnees"),
    path(f"{OUVERTES}<slug:jeu>/<slug:edition>.csv", donnees_ouvertes.jeu_csv, name="jeu_csv"),
    path(f"{OUVERTES}<slug:jeu>/<slug:edition>.json", donnees_ouvertes.jeu_schema, name="jeu_schema"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<uuid:edition_id>/", editions.edition, name="edition"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:export_id>/", exports.export, name="export"),
    path("exports/<uuid:export_id>/fichier/", exports.export_fichier, name="export_fichier"),
]
