"""Objects of the path; a state is reached with its journal row, as the database demands."""

from datetime import date, timedelta

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from guichet.acteurs import Acteur
from guichet.models import Journal
from inscriptions.models import (
    DemandeDePlace,
    Groupe,
    Inscription,
    Lieu,
    OffreDePlace,
    Place,
    Recommandation,
    RefusAccueil,
    RegleDePriorite,
    Seance,
    SessionCours,
)
from tests.factories.guichet import OrganisationFactory, PersonneFactory


class ObjetACycleFactory(DjangoModelFactory):
    """Creates an object in any state, its journal row first."""

    class Meta:
        abstract = True

    etat_depuis = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        objet = model_class(*args, **kwargs)
        with transaction.atomic():
            Journal.inscrire(objet, pas="ouvrir", de="", vers=objet.etat, acteur=Acteur.systeme(), le=objet.etat_depuis)
            objet.save(force_insert=True)
        return objet


class SessionCoursFactory(DjangoModelFactory):
    class Meta:
        model = SessionCours
        django_get_or_create = ("code",)

    code = "2027-H"
    nom = "Hiver 2027"
    debut = date(2027, 1, 11)
    fin = date(2027, 3, 26)


class LieuFactory(DjangoModelFactory):
    class Meta:
        model = Lieu

    organisation = factory.SubFactory(OrganisationFactory)
    nom = "Pavillon central"
    region_id = "06"


class GroupeFactory(ObjetACycleFactory):
    class Meta:
        model = Groupe

    numero = factory.Sequence(lambda n: f"G-{n:05d}")
    organisation = factory.SubFactory(OrganisationFactory)
    region_id = "06"
    session = factory.SubFactory(SessionCoursFactory)
    etat = "annonce"
    niveau = 3
    niveau_max = factory.SelfAttribute("niveau")
    formule = "temps_partiel"
    mode = "en_classe"
    horaire = ["lun_soir", "mer_soir"]
    heures_par_semaine = 6
    capacite = 15
    minimum = 8
    debut = factory.SelfAttribute("session.debut")
    fin = factory.SelfAttribute("session.fin")


class InscriptionFactory(ObjetACycleFactory):
    """Traits are named like states; `en_attente` by default."""

    class Meta:
        model = Inscription

    class Params:
        brouillon = factory.Trait(
            etat="brouillon", deposee_le=None, complete_le=None, en_attente_le=None, niveau=None, admissible=None
        )
        deposee = factory.Trait(etat="deposee", complete_le=None, en_attente_le=None, niveau=None)
        complete = factory.Trait(etat="complete", en_attente_le=None, niveau=None)
        en_cours = factory.Trait(etat="en_cours")

    numero = factory.Sequence(lambda n: f"FR-26-{n:06d}")
    personne = factory.SubFactory(PersonneFactory)
    region_id = factory.SelfAttribute("personne.region_id")
    etat = "en_attente"
    deposee_le = factory.LazyFunction(lambda: timezone.now() - timedelta(days=60))
    complete_le = factory.LazyFunction(lambda: timezone.now() - timedelta(days=50))
    en_attente_le = factory.LazyFunction(lambda: timezone.now() - timedelta(days=40))
    niveau = 3
    formules = ["temps_partiel", "temps_complet"]
    modes = ["en_classe", "en_ligne"]
    disponibilites = ["lun_soir", "mar_soir", "mer_soir", "jeu_soir"]


class OffreFactory(ObjetACycleFactory):
    """An open offer that holds its seat."""

    class Meta:
        model = OffreDePlace

    inscription = factory.SubFactory(InscriptionFactory)
    personne = factory.SelfAttribute("inscription.personne")
    region_id = factory.SelfAttribute("inscription.region_id")
    groupe = factory.SubFactory(GroupeFactory)
    organisation = factory.SelfAttribute("groupe.organisation")
    etat = "proposee"
    origine = "placement"
    niveau = factory.SelfAttribute("groupe.niveau")
    formule = factory.SelfAttribute("groupe.formule")
    proposee_le = factory.LazyFunction(timezone.now)
    rappel_le = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
    expire_le = factory.LazyFunction(lambda: timezone.now() + timedelta(days=5))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        offre = super()._create(model_class, *args, **kwargs)
        if offre.etat in ("proposee", "acceptee"):
            Groupe.objects.filter(pk=offre.groupe_id).update(places_prises=offre.groupe.places_prises + 1)
            offre.groupe.places_prises += 1
        return offre


class DemandeDePlaceFactory(DjangoModelFactory):
    """A request for a seat, not answered yet."""

    class Meta:
        model = DemandeDePlace

    inscription = factory.SubFactory(InscriptionFactory)
    personne = factory.SelfAttribute("inscription.personne")
    region_id = factory.SelfAttribute("inscription.region_id")
    groupe = factory.SubFactory(GroupeFactory)
    organisation = factory.SelfAttribute("groupe.organisation")
    classe_priorite = factory.SelfAttribute("inscription.classe_priorite")
    complete_le = factory.SelfAttribute("inscription.complete_le")
    tirage = factory.LazyAttribute(lambda demande: demande.inscription.pk.bytes)
    acteur_role = "personne"
    demandee_le = factory.LazyFunction(timezone.now)


class PlaceFactory(ObjetACycleFactory):
    """A seat born of an accepted offer."""

    class Meta:
        model = Place

    class Params:
        commencee = factory.Trait(etat="commencee", commencee_le=factory.LazyFunction(timezone.now))

    offre = factory.SubFactory(
        OffreFactory,
        etat="acceptee",
        repondue_le=factory.LazyFunction(timezone.now),
        inscription=factory.SubFactory(InscriptionFactory, en_cours=True),
    )
    inscription = factory.SelfAttribute("offre.inscription")
    personne = factory.SelfAttribute("offre.personne")
    region_id = factory.SelfAttribute("offre.region_id")
    groupe = factory.SelfAttribute("offre.groupe")
    organisation = factory.SelfAttribute("offre.organisation")
    etat = "confirmee"
    niveau = factory.SelfAttribute("groupe.niveau")
    formule = factory.SelfAttribute("groupe.formule")
    confirmee_le = factory.LazyFunction(timezone.now)


class SeanceFactory(DjangoModelFactory):
    class Meta:
        model = Seance

    groupe = factory.SubFactory(GroupeFactory)
    organisation = factory.SelfAttribute("groupe.organisation")
    date = factory.Sequence(lambda n: date(2027, 1, 11) + timedelta(days=n % 70))
    heure_debut = "18:00"
    heure_fin = "21:00"


class RegleFactory(ObjetACycleFactory):
    """A version of the dispatch order: asylum first, then everyone else; the first version is in force already."""

    class Meta:
        model = RegleDePriorite

    class Params:
        annoncee = factory.Trait(
            etat="publiee",
            publiee_le=factory.LazyFunction(timezone.now),
            en_vigueur_le=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10)),
        )

    numero = factory.Sequence(lambda n: n + 2)
    nom = "Asile d’abord"
    pourquoi = "Essai"
    classes = [
        {"rang": 1, "libelle": "Asile", "criteres": ["demandeur_asile"], "tous": False},
        {"rang": 2, "libelle": "Les autres", "criteres": [], "tous": False},
    ]


class RecommandationFactory(ObjetACycleFactory):
    """A referral; `consentie` once the person agreed."""

    class Meta:
        model = Recommandation

    class Params:
        consentie = factory.Trait(
            etat="consentie",
            consentie_le=factory.LazyFunction(timezone.now),
            nom_consenti=factory.SelfAttribute("personne.nom_complet"),
        )

    groupe = factory.SubFactory(GroupeFactory)
    organisation = factory.SelfAttribute("groupe.organisation")
    inscription = factory.SubFactory(InscriptionFactory)
    personne = factory.SelfAttribute("inscription.personne")
    region_id = factory.SelfAttribute("inscription.region_id")
    numero_dossier = factory.SelfAttribute("inscription.numero")
    motif_id = "recommandation_rencontre"
    demandee_le = factory.LazyFunction(timezone.now)
    expire_le = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class RefusAccueilFactory(ObjetACycleFactory):
    """A refusal an adviser has to decide."""

    class Meta:
        model = RefusAccueil

    place = factory.SubFactory(PlaceFactory)
    personne = factory.SelfAttribute("place.personne")
    region_id = factory.SelfAttribute("place.region_id")
    organisation = factory.SelfAttribute("place.organisation")
    etat = "soumis"
    motif_id = "accueil_niveau"
    soumis_le = factory.LazyFunction(timezone.now)
