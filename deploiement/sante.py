"""Health of the web container, as its proxy would ask for it."""

import os
import urllib.request

requete = urllib.request.Request(
    "http://127.0.0.1:8000/sante/",
    headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0], "X-Forwarded-Proto": "https"},
)
urllib.request.urlopen(requete, timeout=5)  # noqa: S310 - our own address; anything but a 200 raises.
