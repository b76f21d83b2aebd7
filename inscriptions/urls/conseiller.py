"""Addresses of the ministry's adviser."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
