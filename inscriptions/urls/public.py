"""Addresses open to everyone: signed links, verification of an attestation."""

from django.urls import URLPattern, path

from inscriptions.views import offre

urlpatterns: list[URLPattern] = [
    path("o/<str:jeton>/", offre.offre_signee, name="offre_signee"),
]
