"""The focus groups and the redesigns of a synthetic province: what was heard, what was found, two proposals."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import franchir, ouvrir
from indicateurs.models import Constat, GroupeTemoin, GuideEntretien, NotesDeGroupe, Recrue
from indicateurs.queries.groupes_temoins import prochain_numero_groupe, tirer
from inscriptions.peuplement.registre import identifiant
from inscriptions.peuplement.suites import Demandee
from partenaires.models import BesoinTerrain, PreuveRefonte, Refonte, VersionProgramme
from partenaires.queries.refontes import prochain_numero_refonte

QUESTIONS = [
    "Qu’est-ce qui vous a fait choisir cet horaire?",
    "Qu’est-ce qui rend la présence difficile?",
    "Qu’est-ce qui vous ferait rester jusqu’à la fin du cours?",
]
CONSTATS = (
    ("theme_garde", "Sans garde d’enfants, un des deux parents abandonne le cours du soir.", 4),
    ("theme_horaires", "Un cours qui finit avant 20 h 30 permet de prendre le dernier autobus.", 3),
    ("theme_information", "Un message la veille du premier cours rassure.", 2),
)
NOTES = "Les personnes parlent surtout de la garde et de l’heure de retour. Elles aiment le groupe et l’enseignante."
CONSEIL = Acteur(Role.CONSEILLER, libelle="Équipe régionale")
PORTAIL = Acteur.systeme()


def raconter(demandee: Demandee) -> None:
    """One session held and coded, one recruiting; a proposal in the making, another whose evaluation is due."""
    hasard, jour = Random(f"groupes:{demandee.graine}"), demandee.jour
    guide, _neuf = GuideEntretien.objects.get_or_create(
        code="cours-du-soir",
        version=1,
        defaults={
            "id": identifiant(hasard),
            "titre": "Suivre un cours le soir",
            "questions": QUESTIONS,
            "cree_le": _le(jour),
        },
    )
    tenu = _groupe(hasard, guide, jour - timedelta(days=40), "Le soir, avec des enfants")
    venues = _inviter(hasard, tenu, 8, tenu.seance_le - timedelta(days=10))
    _tenir(tenu, venues)
    constats = _coder(hasard, tenu, len(venues)) if venues else []
    _inviter(
        hasard,
        _groupe(hasard, guide, jour + timedelta(days=12), "Le trajet et l’horaire"),
        6,
        _le(jour - timedelta(days=1)),
    )
    _refontes(hasard, jour, constats)


def calculer(le: datetime) -> None:
    """Nothing: groups are told, never counted ahead."""


def _le(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time(9)))


def _groupe(hasard: Random, guide: GuideEntretien, jour: date, titre: str) -> GroupeTemoin:
    groupe = GroupeTemoin(
        id=identifiant(hasard),
        numero=prochain_numero_groupe(jour),
        titre=titre,
        guide=guide,
        nb_invitees=8,
        graine=hasard.randrange(1000),
        seance_le=_le(jour) + timedelta(hours=9),
        lieu="Salle communautaire, 2e étage",
    )
    return ouvrir(groupe, acteur=CONSEIL, le=_le(jour) - timedelta(days=20))


def _inviter(hasard: Random, groupe: GroupeTemoin, nombre: int, le: datetime) -> list[Recrue]:
    """The persons the group's seed draws, each with her answer; those who said yes."""
    tirees = tirer(groupe, nombre)
    if not tirees:
        return []
    franchir(groupe, "recruter", acteur=CONSEIL, le=le)
    oui = []
    for rang, personne in enumerate(tirees, 1):
        recrue = Recrue(
            id=identifiant(hasard),
            groupe=groupe,
            personne=personne,
            region_id=personne.region_id,
            rang=rang,
            invitee_le=le,
        )
        ouvrir(recrue, acteur=CONSEIL, le=le)
        if hasard.random() < 0.8:
            pas = "accepter" if rang <= 4 or hasard.random() < 0.5 else "decliner"
            quand = le + timedelta(hours=rang)
            franchir(recrue, pas, acteur=Acteur(Role.PERSONNE), le=quand, repondue_le=quand)
            oui += [recrue] if recrue.a_accepte else []
    return oui


def _tenir(groupe: GroupeTemoin, venues: list[Recrue]) -> None:
    if not venues:
        return
    le = groupe.seance_le + timedelta(hours=2)
    for recrue in venues:
        franchir(recrue, "noter_presence", acteur=CONSEIL, le=le)
    franchir(groupe, "tenir", acteur=CONSEIL, le=le)
    jusqu_au = timezone.localdate(le) + timedelta(days=730)
    NotesDeGroupe.objects.create(groupe=groupe, texte=NOTES, ecrites_le=le, conserver_jusqu_au=jusqu_au)


def _coder(hasard: Random, groupe: GroupeTemoin, venues: int) -> list[Constat]:
    le = groupe.seance_le + timedelta(days=1)
    constats = [
        Constat(
            id=identifiant(hasard),
            numero=f"{groupe.numero}-{rang}",
            groupe=groupe,
            theme_id=theme,
            enonce=enonce,
            nb_personnes=min(nombre, venues),
            code_le=le,
        )
        for rang, (theme, enonce, nombre) in enumerate(CONSTATS, 1)
    ]
    Constat.objects.bulk_create(constats)
    franchir(groupe, "conclure", acteur=CONSEIL, le=le)
    return constats


def _refontes(hasard: Random, jour: date, constats: list[Constat]) -> None:
    ouverte = _refonte(hasard, jour - timedelta(days=30), "Des cours du soir avec garde", formule="temps_partiel")
    besoin = BesoinTerrain.objects.filter(theme="theme_garde").order_by("numero").first()
    preuves = [("indicateur", "abandon", "Plus d’abandons le soir que le jour.")]
    preuves += [("besoin", besoin.numero, "Entendu dans plusieurs régions.")] if besoin else []
    preuves += [("constat", constats[0].numero, "La garde est la première raison nommée.")] if constats else []
    preuves += [("consultation", "Table régionale d’automne", "Les membres appuient un essai dans deux régions.")]
    for nature, cle, note in preuves:
        PreuveRefonte.objects.create(
            id=identifiant(hasard), refonte=ouverte, nature=nature, cle=cle, note=note, ajoutee_le=_le(jour)
        )
    version = VersionProgramme.objects.order_by("programme", "-numero").first()
    if version is None:
        return
    due = _refonte(hasard, jour - timedelta(days=420), "Payer la préparation des groupes mixtes", version=version)
    moments = [jour - timedelta(days=n) for n in (400, 395, 390, 25)]
    franchir(
        due, "soumettre", acteur=Acteur(Role.GESTIONNAIRE_ENTENTES), le=_le(moments[0]), soumise_le=_le(moments[0])
    )
    franchir(
        due,
        "approuver",
        acteur=Acteur(Role.APPROBATEUR),
        le=_le(moments[1]),
        decidee_le=_le(moments[1]),
        en_vigueur_le=moments[2],
        evaluer_le=moments[3],
    )
    franchir(due, "entrer_en_vigueur", acteur=PORTAIL, le=_le(moments[2]))
    franchir(due, "echoir", acteur=PORTAIL, le=_le(moments[3]))


def _refonte(hasard: Random, jour: date, titre: str, **objet: Any) -> Refonte:
    refonte = Refonte(
        id=identifiant(hasard),
        numero=prochain_numero_refonte(jour),
        titre=titre,
        constat="Les groupes commencent pleins et finissent à moitié vides.",
        changement="Un essai d’un an dans deux régions, puis une décision.",
        effet_attendu="Le taux d’abandon baisse de trois points dans les groupes visés.",
        **objet,
    )
    return ouvrir(refonte, acteur=Acteur(Role.GESTIONNAIRE_ENTENTES, libelle="Équipe des programmes"), le=_le(jour))
