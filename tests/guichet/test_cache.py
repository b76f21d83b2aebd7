"""Without Valkey each process remembers for itself: nothing fails, sign-in stays limited."""

from __future__ import annotations

import time

import pytest
from django.core.cache import caches

from guichet import cache as module
from guichet.cache import CacheTolerant
from guichet.disjoncteur import Disjoncteur, Ouvert


@pytest.fixture
def cache_sans_valkey(tmp_path, monkeypatch) -> CacheTolerant:
    """A cache whose server does not exist."""
    monkeypatch.setattr(module, "valkey", Disjoncteur(*module.PANNES, repos=10))
    cache = CacheTolerant(f"unix://{tmp_path}/absent.sock", {})
    cache._secours.clear()
    return cache


def test_le_cache_sans_valkey_se_souvient_dans_le_processus(cache_sans_valkey):
    assert cache_sans_valkey.get("cle", "rien") == "rien"
    assert cache_sans_valkey.add("cle", 1) and not cache_sans_valkey.add("cle", 2)
    assert cache_sans_valkey.incr("cle") == 2
    cache_sans_valkey.set_many({"a": 1, "b": 2})
    assert cache_sans_valkey.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    cache_sans_valkey.delete("cle")
    assert not cache_sans_valkey.has_key("cle")
    with pytest.raises(ValueError):
        cache_sans_valkey.incr("cle")


def test_le_cache_dit_s_il_a_valkey(cache_sans_valkey):
    assert not cache_sans_valkey.repond()
    module.valkey.fermer()
    assert caches["default"].repond()


@pytest.mark.django_db
def test_les_essais_de_mot_de_passe_restent_limites_sans_valkey(cache_sans_valkey, monkeypatch, client):
    from allauth.core.internal import ratelimit

    monkeypatch.setattr(ratelimit, "cache", cache_sans_valkey)
    essai = {"login": "inconnue@exemple.test", "password": "mauvais-mot-de-passe"}
    pages = [client.post("/comptes/login/", essai) for _fois in range(7)]
    assert {page.status_code for page in pages} <= {200, 429}
    assert "Trop de tentatives" not in pages[0].content.decode()
    assert "Trop de tentatives" in pages[-1].content.decode()


def test_un_voisin_muet_est_laisse_en_paix_un_moment():
    voisin = Disjoncteur(OSError, repos=0.05)
    with pytest.raises(OSError, match="muet"), voisin.appel():
        raise OSError("muet")
    with pytest.raises(Ouvert), voisin.appel():
        pytest.fail("Le voisin a été appelé pendant son repos.")
    time.sleep(0.06)
    with voisin.appel():
        pass


def test_une_erreur_de_l_appelant_ne_met_personne_au_repos():
    voisin = Disjoncteur(OSError, repos=60)
    with pytest.raises(ValueError), voisin.appel():
        raise ValueError
    with voisin.appel():
        pass
