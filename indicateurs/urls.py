"""The addresses of indicateurs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
