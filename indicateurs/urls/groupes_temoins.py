"""The addresses of focus groups, their findings, and the journeys."""

from django.urls import URLPattern, path

from indicateurs.views import constats, groupes_temoins, invitation_groupe, parcours

GROUPES = "groupes-temoins/"
urlpatterns: list[URLPattern] = [
    path("parcours/", parcours.parcours_suivis, name="parcours_suivis"),
    path(GROUPES, groupes_temoins.groupes_temoins, name="groupes_temoins"),
    path(f"{GROUPES}guides/nouveau/", groupes_temoins.guide_ecrire, name="guide_ecrire"),
    path(f"{GROUPES}nouveau/", groupes_temoins.groupe_temoin_preparer, name="groupe_temoin_preparer"),
    path(f"{GROUPES}constats/", constats.constats, name="constats"),
    path(f"{GROUPES}constats/<uuid:constat_id>/retirer/", constats.constat_retirer, name="constat_retirer"),
    path(f"{GROUPES}<uuid:groupe_id>/", groupes_temoins.groupe_temoin, name="groupe_temoin"),
    path(f"{GROUPES}<uuid:groupe_id>/<slug:pas>/", groupes_temoins.groupe_temoin_pas, name="groupe_temoin_pas"),
    path("g/<str:jeton>/", invitation_groupe.groupe_temoin_invitation, name="groupe_temoin_invitation"),
]
