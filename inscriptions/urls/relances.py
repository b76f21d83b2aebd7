"""Addresses of losses, follow-ups and campaigns."""

from django.urls import URLPattern, path

from inscriptions.views import campagne, pertes, suivi_personne

urlpatterns: list[URLPattern] = [
    path("suivis/", suivi_personne.suivis, name="suivis"),
    path("suivis/<uuid:suivi_id>/", suivi_personne.suivi_personne, name="suivi_personne"),
    path("suivis/<uuid:suivi_id>/injoignable/", suivi_personne.suivi_injoignable, name="suivi_injoignable"),
    path("suivis/<uuid:suivi_id>/clore/", suivi_personne.suivi_clore, name="suivi_clore"),
    path("pertes/", pertes.pertes, name="pertes"),
    path("pertes/pertes.csv", pertes.pertes_csv, name="pertes_csv"),
    path("pertes/<uuid:inscription_id>/", pertes.perte, name="perte"),
    path("campagnes/", campagne.campagnes, name="campagnes"),
    path("campagnes/nouvelle/", campagne.campagne_nouvelle, name="campagne_nouvelle"),
    path("campagnes/<uuid:campagne_id>/", campagne.campagne, name="campagne"),
    path("campagnes/<uuid:campagne_id>/lancer/", campagne.campagne_lancer, name="campagne_lancer"),
    path("campagnes/<uuid:campagne_id>/abandonner/", campagne.campagne_abandonner, name="campagne_abandonner"),
]
