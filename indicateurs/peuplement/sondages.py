"""Surveys of a synthetic province: the end of a course, two waves closed; needs, asked now."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import franchir, ouvrir
from indicateurs.actions.depouillement import depouiller, sceller
from indicateurs.actions.vague import tirer_invitations
from indicateurs.models import (
    CampagneSondage,
    Invitation,
    Question,
    QuestionBanque,
    Sondage,
    ThemeSondage,
    Urne,
    VagueSondage,
    VersionSondage,
)
from inscriptions.peuplement.registre import identifiant
from inscriptions.peuplement.suites import Demandee

AUTEUR = Acteur(role=Role.ANALYSTE, libelle="Analyste")
INVITEES = 400
TAUX_DE_REPONSE = 0.55
ACCORD = [
    {"code": "non", "fr": "Pas d’accord", "en": "Disagree", "es": "En desacuerdo"},
    {"code": "plutot", "fr": "Plutôt d’accord", "en": "Somewhat agree", "es": "Más bien de acuerdo"},
    {"code": "oui", "fr": "Tout à fait d’accord", "en": "Fully agree", "es": "Totalmente de acuerdo"},
]
OUI_NON = [
    {"code": "oui", "fr": "Oui", "en": "Yes", "es": "Sí"},
    {"code": "non", "fr": "Non", "en": "No", "es": "No"},
]


def _dit(fr: str, en: str, es: str) -> dict[str, str]:
    return {"fr": fr, "en": en, "es": es}


FIN_DE_COURS: tuple[dict[str, Any], ...] = (
    {
        "code": "satisfaction",
        "genre": "echelle",
        "obligatoire": True,
        "textes": _dit(
            "Quelle note donnez-vous à votre cours, de 0 à 10?",
            "What mark do you give your course, from 0 to 10?",
            "¿Qué nota le da a su curso, de 0 a 10?",
        ),
    },
    {
        "code": "accord",
        "genre": "matrice",
        "textes": _dit("Dites si vous êtes d’accord :", "Do you agree?", "¿Está de acuerdo?"),
        "enonces": [
            {"code": "horaire", **_dit("L’horaire me convient.", "The schedule suits me.", "El horario me conviene.")},
            {"code": "rythme", **_dit("Le rythme me convient.", "The pace suits me.", "El ritmo me conviene.")},
            {"code": "parler", **_dit("J’ose parler français.", "I dare speak French.", "Me atrevo a hablar francés.")},
        ],
        "choix": ACCORD,
    },
    {
        "code": "continuer",
        "genre": "unique",
        "textes": _dit("Voulez-vous suivre un autre cours?", "Do you want another course?", "¿Quiere otro curso?"),
        "choix": OUI_NON,
    },
    {
        "code": "pourquoi",
        "genre": "texte_court",
        "textes": _dit("Pourquoi?", "Why?", "¿Por qué?"),
        "si_code": "continuer",
        "si_valeurs": ["non"],
    },
    {
        "code": "changer",
        "genre": "texte_long",
        "textes": _dit("Que faut-il changer?", "What should change?", "¿Qué hay que cambiar?"),
    },
)
# The version after: one question reworded, one more, one less.
FIN_DE_COURS_ENSUITE: tuple[dict[str, Any], ...] = (
    FIN_DE_COURS[0],
    FIN_DE_COURS[1],
    FIN_DE_COURS[2],
    FIN_DE_COURS[3] | {"textes": _dit("Pourquoi non?", "Why not?", "¿Por qué no?")},
    {
        "code": "aide",
        "genre": "unique",
        "textes": _dit("Avez-vous eu de l’aide au besoin?", "Did you get help?", "¿Recibió ayuda?"),
        "choix": OUI_NON,
    },
)
BESOINS: tuple[dict[str, Any], ...] = (
    {
        "code": "freins",
        "genre": "multiple",
        "textes": _dit(
            "Qu’est-ce qui rend les cours difficiles à suivre?",
            "What makes it hard to attend?",
            "¿Qué le dificulta asistir?",
        ),
        "choix": [
            {"code": "travail", **_dit("Mon travail", "My job", "Mi trabajo")},
            {"code": "garde", **_dit("La garde des enfants", "Childcare", "El cuidado de los niños")},
            {"code": "transport", **_dit("Le transport", "Transport", "El transporte")},
            {"code": "sante", **_dit("La santé", "Health", "La salud")},
            {"code": "rien", **_dit("Rien", "Nothing", "Nada")},
        ],
    },
    {
        "code": "heures",
        "genre": "nombre",
        "minimum": 0,
        "maximum": 40,
        "textes": _dit(
            "Combien d’heures par semaine pouvez-vous étudier?",
            "How many hours a week can you study?",
            "¿Cuántas horas por semana puede estudiar?",
        ),
    },
    FIN_DE_COURS[4],
)
PHRASES = (
    "Plus de cours le soir après le travail.",
    "Une garderie près de l’école.",
    "Parler davantage, moins de grammaire.",
    "Le délai d’attente est trop long.",
    "L’autobus passe trop rarement.",
)
THEMES = (
    ("soir", "Horaires du soir", ["soir", "travail", "horaire"]),
    ("garde", "Garde des enfants", ["garderie", "enfant"]),
    ("attente", "Attente", ["attent", "delai", "long"]),
    ("transport", "Transport", ["autobus", "transport", "metro"]),
)


class Conteur:
    """The surveys of one province, the same for the same seed."""

    def __init__(self, demandee: Demandee) -> None:
        self.jour, self.graine = demandee.jour, demandee.graine
        self.hasard = Random(f"sondages:{demandee.graine}")

    def moment(self, jour: date) -> datetime:
        """Nine o'clock on that day."""
        return timezone.make_aware(datetime.combine(jour, time(9)))

    def version(self, code: str, titre: str, but: str, titres: dict[str, str], questions: Any) -> VersionSondage:
        """A frozen version."""
        le = self.moment(self.jour - timedelta(days=150))
        sondage = Sondage.objects.create(code=code, titre=titre, but=but, cree_le=le)
        version = VersionSondage(
            id=self.id(), sondage=sondage, numero=1, langues=["fr", "en", "es"], titres=titres, accueils={}
        )
        self._figer(version, questions, le)
        for theme, libelle, mots in THEMES:
            ThemeSondage.objects.create(sondage=sondage, code=theme, libelle=libelle, mots=mots)
        return version

    def version_suivante(self, version: VersionSondage, questions: Any) -> None:
        """The next version, frozen some days ago: the campaign has not moved to it yet."""
        le = self.moment(self.jour - timedelta(days=4))
        suite = VersionSondage(
            id=self.id(),
            sondage=version.sondage,
            numero=version.numero + 1,
            langues=version.langues,
            titres=version.titres,
            accueils=version.accueils,
        )
        franchir(version, "remplacer", acteur=AUTEUR, le=le)
        self._figer(suite, questions, le)

    def _figer(self, version: VersionSondage, questions: Any, le: datetime) -> None:
        ouvrir(version, acteur=AUTEUR, le=le)
        for rang, question in enumerate(questions, start=1):
            Question.objects.create(version=version, rang=rang, **question)
        franchir(version, "publier", acteur=AUTEUR, le=le, publiee_le=le)

    def campagne(self, version: VersionSondage, *, premiere_le: date, prochaine_le: date | None, **champs: Any) -> Any:
        """A campaign in progress."""
        le = self.moment(premiere_le - timedelta(days=5))
        campagne = CampagneSondage(
            id=self.id(),
            version=version,
            premiere_le=premiere_le,
            duree_jours=21,
            taille=INVITEES,
            graine=self.graine,
            **champs,
        )
        ouvrir(campagne, acteur=AUTEUR, le=le)
        franchir(campagne, "lancer", acteur=AUTEUR, le=le, prochaine_le=prochaine_le)
        return campagne

    def vague(self, campagne: CampagneSondage, numero: int, ouverte_le: date, *, fermee: bool, note: float) -> None:
        """A wave with its answers; its messages left long ago."""
        le = self.moment(ouverte_le)
        vague = VagueSondage(
            id=self.id(),
            campagne=campagne,
            version=campagne.version,
            numero=numero,
            mode=campagne.mode,
            echeance=ouverte_le,
            ouverte_le=ouverte_le,
            ferme_le=ouverte_le + timedelta(days=campagne.duree_jours),
            relances_faites=2,
            code_affiche=self.id().hex[:16],
        )
        ouvrir(vague, acteur=Acteur.systeme(), le=le)
        tirer_invitations(campagne, vague, le)
        self._repondre(vague, note)
        if fermee:
            franchir(vague, "fermer", acteur=Acteur.systeme(), le=self.moment(vague.ferme_le + timedelta(days=1)))
        depouiller(vague=vague, le=le, derniere=fermee)

    def _repondre(self, vague: VagueSondage, note: float) -> None:
        """Some of those drawn answer: their ballots, sealed."""
        tirees = Invitation.objects.filter(vague=vague).order_by("personne_id")
        venues = [invitation for invitation in tirees if self.hasard.random() < TAUX_DE_REPONSE]
        Invitation.objects.filter(pk__in=[invitation.pk for invitation in venues]).update(repondue=True)
        questions = vague.version.questions_posees()
        Urne.objects.bulk_create(
            Urne(
                vague=vague,
                strate=invitation.strate,
                source="invitation",
                scelle=sceller({"valeurs": self._reponses(questions, note)}),
            )
            for invitation in venues
        )

    def _reponses(self, questions: list[Question], note: float) -> dict[str, Any]:
        reponses: dict[str, Any] = {}
        for question in questions:
            if question.est_posee(reponses) and (question.obligatoire or self.hasard.random() < 0.9):
                reponses[question.code] = self._reponse(question, note)
        return reponses

    def _reponse(self, question: Question, note: float) -> Any:
        codes, hasard = [c["code"] for c in question.choix], self.hasard
        match question.genre:
            case "echelle":
                return max(0, min(10, round(hasard.gauss(note, 1.6))))
            case "matrice":
                return {e["code"]: hasard.choices(codes, (2, 4, note))[0] for e in question.enonces}
            case "multiple":
                return sorted(hasard.sample(codes[:-1], hasard.randint(1, 2))) if hasard.random() < 0.8 else [codes[-1]]
            case "nombre":
                return max(0, min(40, round(hasard.gauss(11, 5))))
            case "unique":
                return hasard.choices(codes, (3, 1))[0]
            case _:
                return hasard.choice(PHRASES)

    def id(self) -> uuid.UUID:
        """The next identifier of this seed."""
        return uuid.UUID(identifiant(self.hasard))


def raconter(demandee: Demandee) -> None:
    """A survey after the course, quarterly; another about needs, going on."""
    if Sondage.objects.exists():
        return
    conteur, jour = Conteur(demandee), demandee.jour
    with portee(Acteur.systeme()):
        for question in FIN_DE_COURS[:3]:
            copie = {cle: valeur for cle, valeur in question.items() if cle != "obligatoire"}
            QuestionBanque.objects.create(theme="Cours", **copie)
        version = conteur.version(
            "fin_de_cours",
            "Fin de cours",
            "Ce que les personnes pensent de leur cours, et ce qu’il faut changer.",
            _dit("Votre avis sur votre cours", "Your view of your course", "Su opinión sobre el curso"),
            FIN_DE_COURS,
        )
        campagne = conteur.campagne(
            version,
            premiere_le=jour - timedelta(days=125),
            prochaine_le=jour + timedelta(days=58),
            code="satisfaction",
            nom="Satisfaction, fin de cours",
            rythme="trimestriel",
            publique=True,
        )
        conteur.vague(campagne, 1, jour - timedelta(days=125), fermee=True, note=6.8)
        conteur.vague(campagne, 2, jour - timedelta(days=33), fermee=True, note=7.5)
        besoins = conteur.version(
            "besoins",
            "Besoins",
            "Ce qui empêche de suivre un cours, région par région.",
            _dit("Vos besoins pour apprendre le français", "What you need to learn French", "Sus necesidades"),
            BESOINS,
        )
        campagne = conteur.campagne(
            besoins,
            premiere_le=jour - timedelta(days=6),
            prochaine_le=None,
            code="besoins_actuels",
            nom="Besoins des personnes en attente",
            rythme="unique",
            audience={"situations": ["en_attente", "en_cours"]},
        )
        conteur.vague(campagne, 1, jour - timedelta(days=6), fermee=False, note=7)
        conteur.version_suivante(version, FIN_DE_COURS_ENSUITE)


def calculer(le: datetime) -> None:
    """Nothing to compute: ballots are counted as they are told."""
