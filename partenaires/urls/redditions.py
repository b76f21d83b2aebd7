"""The addresses of accounts given and services rendered."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
