"""Addresses of the person: request, offers, class, documents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
