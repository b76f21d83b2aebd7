"""Late changes of attendance are counted by organisation, each version once, and never before the lock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guichet.cycle import MotifRequis, RoleInsuffisant
from inscriptions.actions.presence import enregistrer_appel
from inscriptions.models import Presence
from inscriptions.queries.presence import verrou_le
from partenaires.queries import presences_tardives as module
from partenaires.queries.presences_tardives import presences_tardives
from tests.inscriptions.classe import LUNDI, a, une_classe

pytestmark = pytest.mark.django_db


def appeler(classe, seance, code, le, acteur=None, motif=""):
    codes = {place.pk: code for place in classe.places}
    return enregistrer_appel(seance=seance, codes=codes, acteur=acteur or classe.agent, le=le, motif=motif)


def test_apres_le_verrou_un_motif_est_requis_et_l_histoire_garde_l_avant():
    classe = une_classe()
    seance = classe.seances[0]
    limite = verrou_le(seance)
    appeler(classe, seance, "present", a(limite))
    appeler(classe, seance, "retard", a(limite))
    with pytest.raises(MotifRequis):
        appeler(classe, seance, "non_excuse", a(limite + timedelta(1)))
    with pytest.raises(RoleInsuffisant):
        appeler(classe, seance, "non_excuse", a(limite + timedelta(1)), classe.enseignant, "Erreur")
    assert set(Presence.objects.values_list("code", flat=True)) == {"retard"}
    assert appeler(classe, seance, "non_excuse", a(limite + timedelta(1)), motif="Erreur de feuille") == 2
    presence = Presence.objects.filter(seance=seance).first()
    assert presence.motif_correction == "Erreur de feuille"
    anciennes = Presence.pgh_event_model.objects.filter(pgh_obj_id=presence.pk)
    assert sorted(anciennes.values_list("code", flat=True)) == ["present", "retard"]


def test_chaque_version_tardive_compte_une_fois_par_organisme():
    classe, autre = une_classe(), une_classe(eleves=1)
    seance = classe.seances[0]
    limite = verrou_le(seance)
    appeler(classe, seance, "present", a(limite))
    appeler(autre, autre.seances[0], "present", a(limite))
    avant = presences_tardives(du=LUNDI, au=LUNDI)
    assert (avant[classe.groupe.organisation_id].tardives, avant[classe.groupe.organisation_id].presences) == (0, 2)
    appeler(classe, seance, "retard", a(limite + timedelta(1)), motif="Erreur")
    appeler(classe, seance, "present", a(limite + timedelta(9)), motif="Encore")
    appeler(classe, classe.seances[1], "present", a(limite + timedelta(40)), motif="Oubli")
    apres = presences_tardives(du=LUNDI, au=LUNDI + timedelta(2))
    assert apres[classe.groupe.organisation_id] == module.Tardives(6, 4)
    assert apres[autre.groupe.organisation_id] == module.Tardives(0, 1)
    seul = presences_tardives(du=LUNDI, au=LUNDI, organisation_id=autre.groupe.organisation_id)
    assert set(seul) == {autre.groupe.organisation_id}
    assert presences_tardives(du=date(2020, 1, 1), au=date(2020, 2, 1)) == {}


def test_temoin_sans_verrou_rien_ne_serait_tardif(monkeypatch):
    classe = une_classe()
    seance = classe.seances[0]
    appeler(classe, seance, "present", a(verrou_le(seance) + timedelta(1)), motif="Oubli")
    monkeypatch.setattr(module, "_verrou", lambda jour: date.max)
    assert presences_tardives(du=LUNDI, au=LUNDI)[classe.groupe.organisation_id].tardives == 0
