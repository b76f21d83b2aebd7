"""The addresses of ententes, from the request to the signature, and amendments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
