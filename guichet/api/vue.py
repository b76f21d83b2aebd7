"""What every address of the API starts from."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from guichet.acteurs import Acteur
from guichet.cloison import Portee, poser
from guichet.vieprivee.historique import signature


class VueApi(APIView):
    """Open to the holder of a key alone, inside the scope of the actor it stands for.

    The middleware has opened the transaction with an empty scope, since no session names anyone.
    """

    # The portal's sign-in is for browsers: default permissions of REST framework refuse whoever has no key.
    est_publique = True
    http_method_names = ["get", "head", "post"]
    acteur: Acteur

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once the key, the rights and the count of calls are judged, the actor's rows exist."""
        super().initial(request, *args, **kwargs)
        self.acteur = request.user.acteur
        poser(Portee.de(self.acteur), reglages=signature(self.acteur, request.requete_id))
