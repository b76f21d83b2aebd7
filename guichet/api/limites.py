"""How many calls a key may make in a minute: a dated parameter, counted in the shared cache."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from guichet.limites import compter_dans_la_minute
from guichet.referentiels.parametres import parametre

MINUTE = 60


class LimiteParCle(BaseThrottle):
    """Each key has its own count, which starts again with each minute of the clock."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this call; False once the key has had its share."""
        maintenant = timezone.now()
        self.reste = MINUTE - int(maintenant.timestamp()) % MINUTE
        maximum = int(parametre("api_appels_minute", au=timezone.localdate(maintenant)))
        return compter_dans_la_minute(f"limite:api:{request.user.compte}", maintenant) <= maximum

    def wait(self) -> float:
        """Seconds until the next minute."""
        return self.reste
