"""A key of an organisation, and calls made with it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from partenaires.actions.jetons import creer_jeton


def jeton_de(organisation: Any, nom: str = "Système") -> str:
    """The secret of a new key."""
    gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=organisation.pk)
    return creer_jeton(nom=nom, acteur=gestionnaire, le=timezone.now())[1]


def appeler(secret: str, nom: str, *arguments: str, client: Client | None = None, **choix: str) -> Any:
    """What a GET of this address answers."""
    adresse = reverse(nom, args=arguments)
    return (client or Client()).get(adresse, choix, headers={"Authorization": f"Bearer {secret}"})


def envoyer(secret: str, nom: str, corps: Any, cle: str = "cle-1", **entetes: str) -> Any:
    """What a POST of this body answers."""
    corps = corps if isinstance(corps, str) else json.dumps(corps)
    entetes = {"Authorization": f"Bearer {secret}", "Idempotency-Key": cle} | entetes
    return Client(enforce_csrf_checks=True).post(reverse(nom), corps, content_type="application/json", headers=entetes)
