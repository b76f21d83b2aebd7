"""The addresses of instalments and final accounting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
