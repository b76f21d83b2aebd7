"""The losses of the funnel of admissions are those of the ledger, whatever is chosen; a loss counted twice is seen."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicateurs.actions import cohortes as actions
from indicateurs.filtre import Filtre
from indicateurs.models import CohorteAdmission, PersonneAdmise, Rapprochement
from indicateurs.queries import cohortes as lecture
from inscriptions.actions.perte import completer_perte
from inscriptions.models import Inscription
from inscriptions.queries.pertes import FiltrePertes, registre
from tests.factories.guichet import PersonneFactory
from tests.indicateurs.admissions import LIGNE, importer
from tests.indicateurs.test_cohortes import calculer
from tests.inscriptions.recits_de_pertes import CONSEIL, RECITS

pytestmark = pytest.mark.django_db
DEPUIS = date(2023, 1, 1)


def monde(graine: int, combien: int = 24) -> None:
    """Every way out, lived by persons of admissions; a few are linked to none, a few the courses are not for."""
    hasard = random.Random(graine)
    mois = [f"2025-{rang:02d}" for rang in range(1, 13)]
    importer(
        *(
            LIGNE
            | {
                "cle": f"P-{graine}-{rang}",
                "identifiant": "",
                "mois": hasard.choice(mois),
                "population": hasard.choice(("permanente", "permanente", "temporaire")),
                "region": hasard.choice(("", "03", "06")),
                "sexe": hasard.choice(("f", "m")),
                "date_naissance": hasard.choice(("", "1991-04-23", "2015-06-01")),
                "francais": hasard.choice(("oui", "non", "non", "inconnu")),
            }
            for rang in range(combien)
        )
    )
    for rang, admise in enumerate(PersonneAdmise.objects.select_related("cohorte").order_by("cle")):
        personne = PersonneFactory(region_id=hasard.choice(("03", "06", "13")))
        le = timezone.now() - timedelta(days=hasard.randint(2, 500), hours=4)
        RECITS[rang % len(RECITS)](personne, le)
        if hasard.random() < 0.85:
            Rapprochement.objects.create(
                admise=admise,
                cle=admise.cle,
                population=admise.cohorte.population,
                personne=personne,
                etat="certain",
                methode="identifiant",
                score=1,
                etat_depuis=timezone.now(),
            )


def du_registre(filtre: Filtre, au: date, population: str) -> Counter[tuple[str, str]]:
    """The ledger's rows of the persons linked to these admissions, up to the end of a month."""
    choix = filtre.choisis()
    retenues = {}
    for lien in Rapprochement.objects.select_related("admise__cohorte"):
        une, ne = lien.admise, lien.admise.date_naissance
        visee = une.francais != "oui" and (ne is None or ne.year < 2009)
        meme = choix.get("region", une.region_id) == une.region_id and choix.get("sexe", une.sexe) == une.sexe
        age = "age" not in choix or (ne is not None and ne.year == 1991)
        periode = filtre.du.replace(day=1) <= une.cohorte.mois <= filtre.au
        if visee and meme and age and periode and population in ("", une.cohorte.population):
            retenues[lien.personne_id] = une.cohorte.mois
    return Counter(
        (sortie.etape, sortie.code or sortie.nature)
        for sortie in registre(FiltrePertes(DEPUIS, timezone.localdate()))
        if sortie.personne_id in retenues
        and max(retenues[sortie.personne_id], timezone.localdate(sortie.le).replace(day=1)) <= au
    )


def de_l_entonnoir(filtre: Filtre, au: date, population: str) -> Counter[tuple[str, str]]:
    pertes = lecture.entonnoir(filtre, au=au, population=population).pertes
    return Counter({(perte.etape, perte.motif): perte.nb for perte in pertes})


def choix_divers() -> list[tuple[Filtre, date, str]]:
    tout, jour = Filtre(date(2025, 1, 1), date(2025, 12, 31)), timezone.localdate()
    moitie = Filtre(date(2025, 3, 1), date(2025, 8, 31))
    axes = ({}, {"region": "06"}, {"region": "03", "sexe": "f"}, {"age": "25-34"}, {"sexe": "m"})
    return [
        *((Filtre(tout.du, tout.au, **choisis), jour, "") for choisis in axes),
        (tout, jour, "permanente"),
        (tout, jour, "temporaire"),
        (moitie, jour, ""),
        (tout, jour - timedelta(days=250), ""),
    ]


@pytest.mark.parametrize("graine", (31, 32))
def test_les_pertes_de_l_entonnoir_sont_celles_du_registre_quel_que_soit_le_choix(graine):
    monde(graine)
    calculer()
    totaux = []
    for filtre, au, population in choix_divers():
        attendues = du_registre(filtre, au, population)
        assert de_l_entonnoir(filtre, au, population) == attendues, (filtre, au, population)
        totaux.append(attendues.total())
    assert totaux[0] > 8 and all(totaux)


def test_temoin_un_depart_dit_deux_fois_ferait_deux_pertes(monkeypatch):
    """Control: without the ledger's rule that the end of a request adds nothing to a departure said before."""
    deux = actions.sql.CALCULER_PERTES.replace("AND d.le <= j.le", "AND d.le > j.le")
    assert deux != actions.sql.CALCULER_PERTES
    monkeypatch.setattr(actions.sql, "CALCULER_PERTES", deux)
    monde(31)
    calculer()
    tout = choix_divers()[0]
    assert de_l_entonnoir(*tout) != du_registre(*tout)


def test_une_raison_trouvee_plus_tard_change_les_deux():
    monde(31)
    calculer()
    tout = choix_divers()[0]
    a_completer = [s for s in registre(FiltrePertes(DEPUIS, timezone.localdate())) if s.est_a_completer]
    for sortie in a_completer:
        completer_perte(
            inscription=Inscription.objects.get(pk=sortie.inscription_id),
            sortie=sortie.id,
            motif_code="perte_garde",
            preuve="appel",
            note="Dit au téléphone",
            acteur=CONSEIL,
            le=timezone.now(),
        )
    avant = CohorteAdmission.objects.count()
    calculer()
    assert de_l_entonnoir(*tout) == du_registre(*tout)
    assert any(motif == "perte_garde" for _etape, motif in de_l_entonnoir(*tout)) and avant
