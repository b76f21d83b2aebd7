"""What exists before anyone listens: a closed survey, a table with its member, figures, four accounts; and time."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from guichet.acteurs import Role
from indicateurs.actions.agreger import agreger
from indicateurs.actions.reponse import repondre
from indicateurs.actions.vague import ouvrir_vague, suivre_vague
from indicateurs.models import Invitation, VagueSondage
from partenaires.actions.plans_fournis import charger_plans
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.concertation import MandatFactory, TableFactory
from tests.factories.guichet import OrganisationFactory
from tests.factories.indicateurs import cellule
from tests.factories.sondages import CampagneSondageFactory, sondee
from tests.parcours.decor import Compte, compte

REGION, MEMBRE = "06", "Centre des Érables"
INVITEES, REPONSES = 24, 20
# A little over seven months: six whole ones after the month the measure begins in, whatever the day.
ECOULES = timedelta(days=220)
AVANT, APRES = 70, 80


def planter_l_ecoute() -> dict[str, Compte]:
    """Who listens, who promises, who measures; what was answered, and the attendance of fourteen months."""
    jour = timezone.localdate()
    charger_plans(le=timezone.now())
    organisation = OrganisationFactory(nom=MEMBRE, region_id=REGION)
    TableFactory(region_id=None, nom="Table nationale")
    MandatFactory(table=TableFactory(region_id=REGION), organisation=organisation)
    _sonder(jour)
    _compter_les_presences(jour)
    return {
        "analyste": compte("analyse@exemple.test", "Paul Roy", Role.ANALYSTE),
        "direction": compte("direction@exemple.test", "Hélène Caron", Role.DIRECTION),
        "conseil": compte("conseil@exemple.test", "Lise Tremblay", Role.CONSEILLER, regions=[REGION]),
        "membre": compte(
            "membre@exemple.test", "Rose Belzile", Role.GESTIONNAIRE_PARTENAIRE, organisation=organisation
        ),
    }


@transaction.atomic
def _sonder(jour: date) -> None:
    """A wave opened a month ago, answered, closed: the portal's own actions, from the draw to the last count."""
    ouverte = timezone.now() - timedelta(days=30)
    for _rang in range(INVITEES):
        sondee(REGION)
    campagne = CampagneSondageFactory(
        nom="Fin de cours", rythme="unique", premiere_le=timezone.localdate(ouverte), duree_jours=20
    )
    vague = ouvrir_vague(campagne_id=campagne.pk, le=ouverte)
    invitations = Invitation.objects.filter(vague=vague).select_related("vague")
    for rang, invitation in enumerate(invitations[:REPONSES]):
        valeurs = {"satisfaction": 3 + rang % 3, "aide": "oui" if rang % 4 else "non", "mots": "Le soir, trop tard."}
        repondre(vague=invitation.vague, invitation=invitation, valeurs=valeurs, au=jour - timedelta(days=25))
    suivre_vague(vague_id=vague.pk, le=timezone.now())
    assert VagueSondage.objects.get().etat == "fermee"


def _compter_les_presences(jour: date) -> None:
    """A hundred hours a month, so many attended; the sum of the day is made first, so that none empties these."""
    agreger(le=timezone.now())
    debut = (jour - ECOULES).replace(day=15)
    premier, dernier = debut.year * 12 + debut.month - 1 - 6, jour.year * 12 + jour.month - 2
    for rang in range(premier, dernier + 1):
        quand = date(rang // 12, rang % 12 + 1, 15)
        part = APRES if quand > debut else AVANT
        cellule("assiduite", part + rang % 3, 100, il_y_a=(jour - quand).days, region=REGION)


def laisser_passer_le_temps(base: str) -> None:
    """Seven months go by: what was written today was written then.

    Neither a promise nor an expected effect may be rewritten, so their guards are lifted while the calendar turns.
    """
    deplacees = {
        "indicateurs_amelioration": ("constatee_le", "mise_en_place_le", "effet_attendu_le"),
        "partenaires_engagementconcertation": ("pris_le", "echeance"),
    }
    with connexion_proprietaire(base) as proprietaire, proprietaire.transaction():
        proprietaire.execute("SET LOCAL portail.portee = 'province'")
        for table, colonnes in deplacees.items():
            decalees = ", ".join(f"{colonne} = {colonne} - {ECOULES.days}" for colonne in colonnes)
            proprietaire.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            assert proprietaire.execute(f"UPDATE {table} SET {decalees}").rowcount == 1
            proprietaire.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
