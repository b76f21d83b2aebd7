"""People to reach, for the tests of follow-ups: a class, its roll calls, who left, an attempt."""

from datetime import date, timedelta

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from inscriptions import routines_relances as routines
from inscriptions.actions import suivi_personne as actions
from inscriptions.actions.place import abandonner_place
from inscriptions.models import Presence, SuiviPersonne
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory, SeanceFactory

CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")
SYSTEME = Acteur.systeme()


def joignable(**champs):
    return PersonneFactory(**{"telephone": "+15145550100"} | champs)


def en_classe(**personne):
    """A learner whose class began."""
    groupe = GroupeFactory(etat="en_cours")
    demande = InscriptionFactory(personne=joignable(**personne), en_cours=True)
    return PlaceFactory(
        offre=OffreFactory(groupe=groupe, inscription=demande, etat="acceptee", repondue_le=timezone.now()),
        commencee=True,
    )


def appeler(place, *codes: str) -> None:
    """The last meetings of the class, one code each, the latest yesterday."""
    hier = timezone.localdate() - timedelta(days=1)
    for rang, code in enumerate(codes):
        noter(place, hier - timedelta(days=2 * (len(codes) - 1 - rang)), code)


def noter(place, jour: date, code: str) -> Presence:
    """One more meeting of the class, with this code for that learner."""
    return Presence.objects.create(
        seance=SeanceFactory(groupe=place.groupe, date=jour),
        place=place,
        personne_id=place.personne_id,
        organisation_id=place.organisation_id,
        region_id=place.region_id,
        code=code,
        saisie_le=timezone.now(),
    )


def ouvrir(genre: str = "") -> SuiviPersonne:
    routines.ouvrir_suivis()
    suivis = SuiviPersonne.objects.filter(genre=genre) if genre else SuiviPersonne.objects.all()
    return suivis.latest("ouvert_le")


def partie(**personne) -> SuiviPersonne:
    """Someone left her class."""
    place = en_classe(**personne)
    abandonner_place(place=place, acteur=CONSEIL, le=timezone.now(), motif_code="abandon_autre")
    return ouvrir("abandon")


def tenter(suivi, motif_code: str = "suivi_sans_reponse", canal: str = "telephone", acteur=CONSEIL, **champs):
    return actions.noter_tentative(
        suivi=suivi, canal=canal, motif_code=motif_code, acteur=acteur, le=timezone.now(), **champs
    )


def relire(suivi) -> SuiviPersonne:
    return SuiviPersonne.objects.get(pk=suivi.pk)
