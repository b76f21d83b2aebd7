"""Addresses of the partner: groups, roll call, results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
