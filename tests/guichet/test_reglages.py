"""The settings read from the environment."""

import pytest

from guichet.settings.valkey import adresse


@pytest.mark.parametrize(
    ("donnee", "courtier", "cache"),
    [
        ("redis://h:6379", "redis://h:6379/0", "redis://h:6379/1"),
        ("redis://h:6379/", "redis://h:6379/0", "redis://h:6379/1"),
        ("redis://:mot@h:6379/3", "redis://:mot@h:6379/3", "redis://:mot@h:6379/4"),
        ("rediss://h/0?ssl_cert_reqs=none", "rediss://h/0?ssl_cert_reqs=none", "rediss://h/1?ssl_cert_reqs=none"),
        ("unix:///v/v.sock", "redis+socket:///v/v.sock?virtual_host=0", "unix:///v/v.sock?db=1"),
        ("unix:///v/v.sock?db=2", "redis+socket:///v/v.sock?virtual_host=2", "unix:///v/v.sock?db=3"),
    ],
)
def test_le_courtier_et_le_cache_suivent_la_base_que_l_adresse_nomme(donnee, courtier, cache):
    assert adresse(donnee, 0, courtier=True) == courtier
    assert adresse(donnee, 1, courtier=False) == cache


def test_une_base_qui_n_est_pas_un_nombre_est_nommee():
    with pytest.raises(ValueError, match="« trois » n'est pas un numéro"):
        adresse("redis://h:6379/trois", 0, courtier=True)
