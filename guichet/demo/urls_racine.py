"""The portal's addresses plus the demonstration's: the only place that knows /demo/."""

from django.urls import include, path

from guichet.urls import handler400, handler403, handler404, handler500
from guichet.urls import urlpatterns as portail

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("demo/", include("guichet.demo.urls")), *portail]
