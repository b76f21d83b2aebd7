"""A person in front of her screen."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guichet.models import Utilisateur
from tests.factories.guichet import UtilisateurFactory
from tests.inscriptions.reponses import valides


class Navigateur(Client):
    """A signed-in browser that fills steps as a person does: reads the page, then sends it."""

    utilisateur: Utilisateur

    def ouvrir(self) -> None:
        """Start the request."""
        self.post(reverse("inscription"))

    def lire(self, code: str):
        """The page of a step."""
        return self.get(reverse("inscription_etape", args=[code]))

    def remplir(self, code: str, **changements):
        """Send a step with valid answers, some changed; None takes an answer away."""
        donnees = valides()[code] | changements
        vue = self.lire(code).context["vue"]
        donnees = {nom: valeur for nom, valeur in donnees.items() if valeur is not None}
        return self.post(reverse("inscription_etape", args=[code]), donnees | {"vue": vue})

    def tout_remplir(self, **parts) -> None:
        """Open a request and save every step; `parts` changes some steps."""
        self.ouvrir()
        for code in valides():
            reponse = self.remplir(code, **parts.get(code, {}))
            assert reponse.status_code == 302, (code, reponse.context["form"].errors)

    def envoyer(self):
        """Vouch for the answers and send."""
        return self.post(reverse("inscription_verification"), {"exact": "on"})


def navigateur(utilisateur: Utilisateur) -> Navigateur:
    """A new device of this account."""
    appareil = Navigateur()
    appareil.utilisateur = utilisateur
    appareil.force_login(utilisateur)
    return appareil


@pytest.fixture
def personne_connectee(db) -> Navigateur:
    """A new account, no file yet."""
    return navigateur(UtilisateurFactory())
