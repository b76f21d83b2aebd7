"""The request in the browser: start, steps, resume, check, send."""

from __future__ import annotations

import pytest
from django.urls import reverse

from guichet.models import Avis, Consentement
from inscriptions.models import Evaluation, Inscription

pytestmark = pytest.mark.django_db


def demande() -> Inscription:
    return Inscription.objects.get()


def test_une_nouvelle_personne_remplit_et_envoie_sa_demande(personne_connectee):
    personne_connectee.tout_remplir()
    page = personne_connectee.get(reverse("inscription_verification"))
    assert "Haddad" in page.content.decode()
    reponse = personne_connectee.envoyer()
    assert reponse.url == reverse("suivi")
    recue = demande()
    assert recue.etat == "deposee"
    assert recue.numero.startswith("FR-")
    assert recue.admissible is True
    assert recue.admissibilite["regles"][0]["code"]
    assert recue.region_id == recue.personne.region_id == "06"
    assert recue.preuve.verdict in ("en_quarantaine", "saine")
    assert Evaluation.objects.get().co == 2
    assert Consentement.objects.filter(accorde=True).count() == 2
    avis = Avis.objects.get(cle__startswith="inscription:accuse")
    assert recue.numero in avis.corps and recue.numero not in avis.objet
    assert personne_connectee.get(reverse("suivi")).status_code == 200
