"""The addresses of partenaires."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
