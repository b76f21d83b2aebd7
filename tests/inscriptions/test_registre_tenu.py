"""The exits kept: the ledger reads the same from them as from the journal, whatever was written since."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions import registre_pertes
from inscriptions.actions.registre_pertes import retenir_tout, tenir_registre
from inscriptions.actions.replacement import constater_depart
from inscriptions.models import LigneDePerte, RepereRegistre, Replacement
from inscriptions.queries import pertes
from inscriptions.queries.pertes import nombre_a_completer, registre, totaux
from inscriptions.routines_relances import tenir_pertes
from tests.factories.guichet import PersonneFactory
from tests.inscriptions.recits_de_pertes import (
    CONSEIL,
    RECITS,
    entonnoir,
    filtre,
    groupe_ferme_sans_le_dire,
    province,
    revient_puis_repart,
)
from tests.journal import attendre_le_journal

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEME = Acteur.systeme()


def choix() -> list[pertes.FiltrePertes]:
    jour = timezone.localdate()
    return [
        filtre(),
        filtre(region="03"),
        filtre(region="06", sexe="f"),
        filtre(etape="attente"),
        filtre(nature="groupe_ferme", regions=("03",)),
        filtre(du=jour - timedelta(days=150), au=jour - timedelta(days=30)),
        filtre(a_completer=True),
    ]


def lire() -> list[object]:
    """Every row and count of the ledger, under each filter."""
    with portee(SYSTEME):
        return [(registre(f), totaux(f), nombre_a_completer(f), registre(f, debut=2, limite=3)) for f in choix()]


def lire_du_journal() -> list[object]:
    """The same as if nothing was kept."""
    with portee(SYSTEME):
        avant = RepereRegistre.objects.values("version").get()
        RepereRegistre.objects.update(version="autre")
    try:
        return lire()
    finally:
        with portee(SYSTEME):
            RepereRegistre.objects.update(**avant)


def tenir() -> int:
    attendre_le_journal()
    return tenir_pertes()


class TestLectures:
    @pytest.fixture
    def tenue(self, systeme) -> None:
        with systeme:
            province(3)
        assert tenir() > 20

    def test_ce_qui_est_tenu_se_lit_comme_le_journal(self, tenue):
        assert lire() == lire_du_journal()
        with portee(SYSTEME):
            assert sum(totaux(filtre()).values()) == entonnoir(filtre()).total() == LigneDePerte.objects.count()

    def test_ce_qui_s_ecrit_ensuite_se_lit_aussitot(self, tenue, systeme):
        with systeme:
            avant = entonnoir(filtre()).total()
            for recit in RECITS:
                recit(PersonneFactory(region_id="03"), timezone.now() - timedelta(days=5))
            apres = entonnoir(filtre()).total()
            assert LigneDePerte.objects.count() == avant < apres == sum(totaux(filtre()).values())
        assert lire() == lire_du_journal()
        tenir()
        assert lire() == lire_du_journal()
        with systeme:
            assert LigneDePerte.objects.filter(comptee=True).count() == apres

    def test_un_pas_date_d_avant_retire_la_sortie_qu_il_disait_deja(self, systeme):
        """What is learnt late is told late: the end of the request was no second loss."""
        le = timezone.now() - timedelta(days=9)
        with systeme:
            groupe_ferme_sans_le_dire(PersonneFactory(), le)
        tenir()
        with systeme:
            assert [s.nature for s in registre(filtre())] == ["groupe_ferme"]
            (suivi,) = Replacement.objects.all()
            constater_depart(
                replacement=suivi, motif_code="replacement_emploi", acteur=CONSEIL, le=le + timedelta(hours=1)
            )
            assert totaux(filtre()) == {("classe", "emploi"): 1}
        tenir()
        with systeme:
            assert totaux(filtre()) == {("classe", "emploi"): 1}
            assert sorted(LigneDePerte.objects.values_list("comptee", flat=True)) == [False, True]

    def test_temoin_qui_oublie_les_pas_recents_se_trompe(self, tenue, systeme, monkeypatch):
        with systeme:
            revient_puis_repart(PersonneFactory(), timezone.now() - timedelta(days=5))
        juste = lire()
        monkeypatch.setattr(
            pertes, "REGISTRE_TENU", pertes.REGISTRE_TENU.replace("%(repere)s::xid8", "'9223372036854775807'::xid8")
        )
        assert lire() != juste == lire_du_journal()


class TestTenue:
    def test_tenir_deux_fois_ne_change_rien_et_tout_retenir_non_plus(self, systeme):
        with systeme:
            province(5)
        assert tenir() > 20
        assert tenir() == 0
        with systeme:
            assert retenir_tout(le=timezone.now()) == 0

    def test_d_autres_regles_font_tout_redire(self, systeme, monkeypatch):
        with systeme:
            province(9, nombre=11)
        tenir()
        with systeme:
            LigneDePerte.objects.update(dit="perte_emploi")
            assert {famille for _etape, famille in totaux(filtre())} == {"emploi"}
            monkeypatch.setattr(pertes, "VERSION", "d’autres")
            monkeypatch.setattr(registre_pertes, "VERSION", "d’autres")
            # Not told by these rules yet: read from the journal, then told again.
            assert len({famille for _etape, famille in totaux(filtre())}) > 2
        assert tenir_pertes() > 5
        with systeme:
            assert RepereRegistre.objects.get().version == "d’autres"
            assert len({famille for _etape, famille in totaux(filtre())}) > 2

    def test_par_morceaux_ou_d_un_coup_les_memes_lignes(self, systeme):
        for graine in (6, 7):
            with systeme:
                province(graine, nombre=11)
            tenir()
        with systeme:
            par_morceaux = list(LigneDePerte.objects.order_by("pk").values())
            LigneDePerte.objects.update(comptee=False, etape="", dit="")
            assert retenir_tout(le=timezone.now()) == len(par_morceaux) > 15
            assert list(LigneDePerte.objects.order_by("pk").values()) == par_morceaux

    def test_un_second_ouvrier_laisse_faire_le_premier(self, systeme):
        with systeme:
            province(8, nombre=11)
        tenir()
        entre, fini, lus = Barrier(2), Barrier(2), []

        def second() -> None:
            entre.wait(20)
            with portee(SYSTEME):
                lus.append(tenir_registre(le=timezone.now()))
            connection.close()
            fini.wait(20)

        autre = Thread(target=second)
        autre.start()
        with portee(SYSTEME):
            assert tenir_registre(le=timezone.now()) == 0
            entre.wait(20)
            fini.wait(20)
        autre.join()
        assert lus == [None]
