"""Figures no event gives equal a slow count, object by object, on small random worlds; summed twice, nothing moves."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from guichet.mesure.definition import MESURES
from indicateurs.actions import agreger as agregation
from indicateurs.actions.agreger import agreger, dernier_calcul, dimensions_possibles
from indicateurs.filtre import AXES, Filtre
from indicateurs.models import AgregatMesure
from indicateurs.queries.decomposition import decomposer, termes_par
from indicateurs.queries.valeurs import par_axe, par_mois, valeur
from indicateurs.sources import formes
from indicateurs.tranches import AGES, SCOLARITES, tranche
from inscriptions.models import Groupe, Inscription, Place
from tests.indicateurs.compte_lent import LENTS, Cas, compter, jour
from tests.indicateurs.petit_monde import AU, PetitMonde

pytestmark = pytest.mark.django_db
LE = datetime.combine(AU, time(4), ZoneInfo("America/Toronto"))
MILLIONIEME = Decimal("0.000001")
TOUT = Filtre(date(2022, 1, 1), AU)
AGREGEES = [m for m in MESURES.values() if m.calcul == "agregats"]


def codes_de(cas: Cas) -> dict[str, Any]:
    """The code of a case along each axis, told again from its objects."""
    objet = cas.objet
    if isinstance(objet, Groupe):
        return {"region": objet.region_id, "formule": objet.formule, "niveau": objet.niveau} | _organisme(objet)
    demande: Inscription = objet.inscription if isinstance(objet, Place) else objet
    personne, ans = demande.personne, demande.annees_scolarite
    age = personne.age(cas.jour)
    codes: dict[str, Any] = {
        "sexe": personne.sexe,
        "age": tranche(age, AGES),
        "scolarite": tranche(ans, SCOLARITES),
        "arrivee": str(demande.arrivee_le.year) if demande.arrivee_le else "",
    }
    if isinstance(objet, Place):
        return codes | {"region": objet.region_id, "formule": objet.formule, "niveau": objet.niveau} | _organisme(objet)
    return codes | {"region": demande.region_id, "formule": demande.formules[0], "niveau": demande.niveau}


def _organisme(objet: Any) -> dict[str, str]:
    return {"type_organisme": objet.organisation.genre, "organisation": str(objet.organisation_id)}


def verifier_un_monde(graine: int, filtres: int = 2) -> int:
    """Build a world, sum it, and compare every figure over random choices; return how many had a value."""
    PetitMonde(graine)
    agreger(le=LE)
    hasard, trouvees = random.Random(graine), 0
    for code in LENTS:
        mesure = MESURES[code]
        cas = [c for c in LENTS[code]() if c.jour <= AU]
        for filtre in (TOUT, *(_tirer(hasard, mesure, cas) for _fois in range(filtres))):
            choisis = filtre.choisis()
            haut, bas = compter(code, filtre.du, filtre.au, lambda c, k=choisis: _retient(c, k))
            lue = valeur(mesure, filtre).valeur
            voulu = (
                None
                if not bas
                else Decimal(haut.numerator) / Decimal(haut.denominator) * bas.denominator / bas.numerator
            )
            assert (lue is None) == (voulu is None), (graine, code, filtre, lue, voulu)
            if lue is not None and voulu is not None:
                # A cell keeps six decimals: a third of an hour is not whole, and a small denominator shows it.
                assert abs(lue - voulu) < MILLIONIEME * max(10, abs(voulu)), (graine, code, filtre, lue, voulu)
                trouvees += 1
    return trouvees


def _tirer(hasard: random.Random, mesure: Any, cas: list[Cas]) -> Filtre:
    du = date(hasard.randrange(2023, 2027), hasard.randrange(1, 13), 1)
    filtre = replace(TOUT, du=du) if hasard.random() < 0.5 else TOUT
    connus = codes_de(hasard.choice(cas)) if cas else {}
    axe = hasard.choice([a for a in connus if a in mesure.dimensions] or [""])
    return replace(filtre, **{axe: connus[axe]}) if axe and connus[axe] else filtre


def _retient(cas: Cas, choisis: dict[str, Any]) -> bool:
    codes = codes_de(cas)
    return all(codes.get(axe) == voulu for axe, voulu in choisis.items())


def test_chaque_indicateur_egale_un_compte_lent_sur_de_petits_mondes():
    assert verifier_un_monde(1) + verifier_un_monde(2) > 60


def test_un_motif_oublie_dans_une_source_se_verrait(monkeypatch):
    sources = [s for s in formes.SOURCES if s.code == "assiduite"]
    fausse = replace(sources[0], sql=sources[0].sql.replace("'retard'", "'excuse'"))
    reste = [fausse if s is sources[0] else s for s in formes.SOURCES]
    monkeypatch.setattr(agregation, "SOURCES", reste)
    with pytest.raises(AssertionError):
        for graine in range(1, 4):
            verifier_un_monde(graine, filtres=0)


def test_additionner_deux_fois_n_ecrit_rien_et_suit_ce_qui_change():
    PetitMonde(3)
    assert agreger(le=LE) > 0
    assert dernier_calcul() == AU
    assert agreger(le=LE) == 0
    place = Place.objects.filter(presences__isnull=False).first()
    place.presences.update(code="non_excuse")
    avant = valeur(MESURES["absence"], TOUT).valeur
    assert agreger(le=LE) > 0
    haut, bas = compter("absence", TOUT.du, TOUT.au, lambda c: True)
    lue = valeur(MESURES["absence"], TOUT).valeur
    assert lue != avant
    assert abs(lue - Decimal(haut.numerator) / haut.denominator * bas.denominator / bas.numerator) < Decimal("0.00001")


def test_les_mois_et_les_axes_s_additionnent_en_l_ensemble():
    PetitMonde(4)
    agreger(le=LE)
    for mesure in AGREGEES:
        if mesure.genre == "taux":
            ensemble = valeur(mesure, TOUT).denominateur or 0
            mois = par_mois(mesure, TOUT).values()
            assert abs(sum(v.denominateur or 0 for v in mois) - ensemble) <= len(mois)
            for axe in mesure.dimensions:
                parts = termes_par(mesure, TOUT, axe).values()
                assert abs(sum(bas for _haut, bas in parts) - ensemble) < 1


def test_un_axe_qu_un_indicateur_ne_connait_pas_ne_donne_pas_de_valeur():
    PetitMonde(5)
    agreger(le=LE)
    assert valeur(MESURES["occupation_places"], TOUT).valeur is not None
    assert valeur(MESURES["occupation_places"], replace(TOUT, sexe="f")).valeur is None
    assert par_axe(MESURES["occupation_places"], TOUT, "sexe") == {}


def test_ce_qui_a_fait_bouger_un_indicateur_se_somme_exactement():
    PetitMonde(6, personnes=9)
    agreger(le=LE)
    periode = Filtre(date(2025, 11, 21), AU)
    compares = 0
    for mesure in AGREGEES:
        for axe in mesure.dimensions:
            effets = decomposer(mesure, periode, axe)
            lignes = AgregatMesure.objects.filter(code=mesure.code)
            if effets and mesure.genre in ("taux", "rapport"):
                apres, avant = (_rapport(lignes, f) for f in (periode, periode.un_an_avant()))
                assert sum(e.total for e in effets) == apres - avant
                compares += 1
    assert compares > 20


def _rapport(lignes: Any, filtre: Filtre) -> Any:
    from fractions import Fraction

    retenues = lignes.filter(jour__range=(filtre.du, filtre.au))
    haut = sum((Fraction(x) for x in retenues.values_list("haut", flat=True)), Fraction(0))
    return haut / sum((Fraction(x) for x in retenues.values_list("bas", flat=True)), Fraction(0))


def test_les_heures_jusqu_au_seuil_sont_celles_de_tous_les_cours_suivis():
    for graine in (7, 8):
        PetitMonde(graine, personnes=8)
    agreger(le=LE)
    attendues = []
    for personne in {p.personne_id for p in Place.objects.all()}:
        for place in Place.objects.filter(personne=personne, commencee_le__isnull=False).order_by("commencee_le", "id"):
            oraux = {r.competence: r for r in place.resultats.all() if r.competence in ("CO", "PO")}
            if len(oraux) == 2 and min(r.niveau for r in oraux.values()) >= 8:
                suivies = Place.objects.filter(personne=personne, commencee_le__lte=place.commencee_le)
                heures = [c for c in LENTS["assiduite"]() if c.objet in suivies]
                if heures and max(jour(r.saisi_le) for r in oraux.values()) <= AU:
                    attendues.append(round(float(sum(c.haut for c in heures))))
                break
    lignes = AgregatMesure.objects.filter(code="heures_seuil", bas__gt=0)
    lues = [int(ligne.valeur) for ligne in lignes for _fois in range(int(ligne.bas))]
    assert len(lues) == len(attendues)
    assert all(abs(a - b) <= 1 for a, b in zip(sorted(lues), sorted(attendues), strict=True))


def test_les_dimensions_declarees_sont_celles_que_les_sources_connaissent():
    for mesure in AGREGEES:
        assert set(mesure.dimensions) <= set(dimensions_possibles(mesure.code)), mesure.code
        assert set(mesure.dimensions) <= set(AXES)
    assert timezone.is_aware(LE)
