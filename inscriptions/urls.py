"""The addresses of inscriptions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
