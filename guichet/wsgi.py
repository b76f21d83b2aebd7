"""The web server's entry: everything a request needs is loaded before the server divides into workers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.settings.production")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

# Read the routes, and the views with them, now: workers share them instead of each loading its own.
get_resolver().url_patterns  # noqa: B018
# What was loaded stays until the end: the collector need not go through it, a tenth of a second at a time.
gc.collect()
gc.freeze()
