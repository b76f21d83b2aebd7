"""The address where people answer a survey: apart, so that it is tried before every other (guichet/urls.py)."""

from django.urls import URLPattern, path

from indicateurs.views import repondre

urlpatterns: list[URLPattern] = [path("<slug:code>/", repondre.sondage_repondre, name="sondage_repondre")]
