"""The addresses of programmes, their versions and calls for projects."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
