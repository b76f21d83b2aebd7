"""Addresses open to everyone: signed links, verification of an attestation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
