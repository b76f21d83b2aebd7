"""The addresses of mid-term reviews."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
