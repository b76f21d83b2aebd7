"""Addresses of the partner: groups, roll call, results."""

from django.urls import URLPattern, path

from inscriptions.views import groupe, presence, resultat

urlpatterns: list[URLPattern] = [
    path("groupes/", groupe.groupes, name="groupes"),
    path("groupes/<uuid:groupe_id>/", groupe.groupe, name="groupe"),
    path("groupes/<uuid:groupe_id>/resultats/", resultat.resultats, name="resultats"),
    path("groupes/<uuid:groupe_id>/<slug:pas>/", groupe.groupe_pas, name="groupe_pas"),
    path("places/<uuid:place_id>/<slug:pas>/", groupe.place_pas, name="place_pas"),
    path("seances/<uuid:seance_id>/appel/", presence.appel, name="appel"),
    path("seances/<uuid:seance_id>/annuler/", presence.seance_annuler, name="seance_annuler"),
]
