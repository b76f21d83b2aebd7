"""Addresses of the partner: groups, roll call, results."""

from django.urls import URLPattern, path

from inscriptions.api.groupe import Groupes
from inscriptions.views import capacite, groupe, presence, recommandation, refus_accueil, resultat

urlpatterns: list[URLPattern] = [
    path("groupes/", groupe.groupes, name="groupes"),
    path("groupes/<uuid:groupe_id>/", groupe.groupe, name="groupe"),
    path("groupes/<uuid:groupe_id>/resultats/", resultat.resultats, name="resultats"),
    path("groupes/<uuid:groupe_id>/capacite/", capacite.groupe_capacite, name="groupe_capacite"),
    path("groupes/<uuid:groupe_id>/proposer/", recommandation.recommander, name="recommander"),
    path("groupes/<uuid:groupe_id>/<slug:pas>/", groupe.groupe_pas, name="groupe_pas"),
    path("places/<uuid:place_id>/refuser/", refus_accueil.accueil_refuser, name="accueil_refuser"),
    path("places/<uuid:place_id>/<slug:pas>/", groupe.place_pas, name="place_pas"),
    path("recommandations/", recommandation.recommandations, name="recommandations"),
    path("recommandations/<uuid:recommandation_id>/", recommandation.recommandation, name="recommandation"),
    path(
        "recommandations/<uuid:recommandation_id>/<slug:pas>/",
        recommandation.recommandation_pas,
        name="recommandation_pas",
    ),
    path("refus/<uuid:refus_id>/", refus_accueil.refus_accueil, name="refus_accueil"),
    path("refus/<uuid:refus_id>/<slug:pas>/", refus_accueil.refus_accueil_pas, name="refus_accueil_pas"),
    path("seances/<uuid:seance_id>/appel/", presence.appel, name="appel"),
    path("seances/<uuid:seance_id>/annuler/", presence.seance_annuler, name="seance_annuler"),
    path("api/v1/groupes/", Groupes.as_view(), name="groupes_api"),
]
