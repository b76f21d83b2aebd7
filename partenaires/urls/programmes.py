"""The addresses of programmes, their versions, calls for projects, delegated powers and envelopes."""

from django.urls import URLPattern, path

from partenaires.views import appel, delegation, enveloppe, norme, programme

urlpatterns: list[URLPattern] = [
    path("programmes/", programme.programmes, name="programmes"),
    path("programmes/ouvrir-une-version/", programme.programme_version_ouvrir, name="programme_version_ouvrir"),
    path("programmes/<uuid:version_id>/", programme.programme_version, name="programme_version"),
    path("programmes/<uuid:version_id>/differences/", programme.version_differences, name="version_differences"),
    path("programmes/<uuid:version_id>/pas/<slug:pas>/", programme.version_pas, name="version_pas"),
    path("programmes/<uuid:version_id>/norme/<slug:genre>/", norme.version_element, name="version_element"),
    path("appels/", appel.appels, name="appels"),
    path("appels/nouveau/", appel.appel_projets_nouveau, name="appel_projets_nouveau"),
    path("appels/<uuid:appel_id>/", appel.appel_projets, name="appel_projets"),
    path("appels/<uuid:appel_id>/modifier/", appel.appel_projets_modifier, name="appel_projets_modifier"),
    path("appels/<uuid:appel_id>/pas/<slug:pas>/", appel.appel_projets_pas, name="appel_projets_pas"),
    path("delegations/", delegation.delegations, name="delegations"),
    path("delegations/accorder/", delegation.delegation_accorder, name="delegation_accorder"),
    path("delegations/<uuid:delegation_id>/terminer/", delegation.delegation_terminer, name="delegation_terminer"),
    path("enveloppes/", enveloppe.enveloppes, name="enveloppes"),
    path("enveloppes/fixer/", enveloppe.enveloppe_fixer, name="enveloppe_fixer"),
]
