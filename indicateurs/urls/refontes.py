"""The addresses of the redesign of the offer: its evidence joins partners' words and the ministry's figures."""

from django.urls import URLPattern, path

from indicateurs.views import refontes

urlpatterns: list[URLPattern] = [
    path("refontes/", refontes.refontes, name="refontes"),
    path("refontes/nouvelle/", refontes.refonte_proposer, name="refonte_proposer"),
    path("refontes/<uuid:refonte_id>/", refontes.refonte, name="refonte"),
    path("refontes/<uuid:refonte_id>/modifier/", refontes.refonte_modifier, name="refonte_modifier"),
    path("refontes/<uuid:refonte_id>/preuves/", refontes.refonte_preuve, name="refonte_preuve"),
    path("refontes/<uuid:refonte_id>/<slug:pas>/", refontes.refonte_pas, name="refonte_pas"),
]
