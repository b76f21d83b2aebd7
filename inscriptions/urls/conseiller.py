"""Addresses of the ministry's adviser."""

from django.urls import URLPattern, path

from inscriptions.views import attestation

urlpatterns: list[URLPattern] = [
    path("attestations/<uuid:attestation_id>/revoquer/", attestation.attestation_revoquer, name="attestation_revoquer"),
]
