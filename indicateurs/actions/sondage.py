"""Write a survey: its questions while it is a draft, frozen together, copied into the next version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from indicateurs.models import Question, QuestionBanque, Sondage, ThemeSondage, VersionSondage
from indicateurs.states_sondages import SONDEURS, EtatVersion

DE_LA_BANQUE = ("code", "genre", "textes", "choix", "enonces")
COPIES = (*DE_LA_BANQUE, "rang", "obligatoire", "si_code", "si_valeurs", "minimum", "maximum", "banque_id")


def exiger_sondeur(acteur: Acteur) -> None:
    """Refuse whoever neither writes nor reads surveys."""
    if acteur.role not in SONDEURS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de mener un sondage."))


@transaction.atomic
def creer_sondage(*, acteur: Acteur, le: datetime, langues: list[str], **champs: Any) -> VersionSondage:
    """A survey with its first version, in draft."""
    exiger_sondeur(acteur)
    with portee(Acteur.systeme()):
        sondage = Sondage.objects.create(cree_le=le, par_id=acteur.utilisateur_id, **champs)
        version = VersionSondage(sondage=sondage, numero=1, langues=langues, titres={"fr": sondage.titre})
        return ouvrir(version, acteur=acteur, le=le)


@transaction.atomic
def ecrire_version(*, version: VersionSondage, acteur: Acteur, **champs: Any) -> VersionSondage:
    """Change what people read around the questions of a draft."""
    version = _brouillon(version, acteur)
    for champ, valeur in champs.items():
        setattr(version, champ, valeur)
    version.save(update_fields=list(champs))
    return version


@transaction.atomic
def ecrire_question(
    *, version: VersionSondage, acteur: Acteur, question: Question | None = None, **champs: Any
) -> Question:
    """Add a question at the end of a draft, or change one of its own."""
    version = _brouillon(version, acteur)
    _garder_le_genre(version, champs["code"], champs["genre"])
    ecrite = question or Question(version=version, rang=_rang_suivant(version))
    for champ, valeur in champs.items():
        setattr(ecrite, champ, valeur)
    ecrite.save()
    return ecrite


@transaction.atomic
def prendre_de_la_banque(*, version: VersionSondage, acteur: Acteur, prise: QuestionBanque) -> Question:
    """Add a question of the bank at the end of a draft."""
    version = _brouillon(version, acteur)
    if any(question.code == prise.code for question in version.questions_posees()):
        raise TransitionRefusee(_("Cette question est déjà dans le sondage."))
    _garder_le_genre(version, prise.code, prise.genre)
    copie = {champ: getattr(prise, champ) for champ in DE_LA_BANQUE}
    return Question.objects.create(version=version, rang=_rang_suivant(version), banque=prise, **copie)


@transaction.atomic
def verser_a_la_banque(*, question: Question, acteur: Acteur, theme: str = "") -> QuestionBanque:
    """Keep a question for other surveys, under its code; one that is there already stays as it is."""
    exiger_sondeur(acteur)
    copie = {champ: getattr(question, champ) for champ in DE_LA_BANQUE if champ != "code"}
    versee, neuve = QuestionBanque.objects.get_or_create(
        code=question.code, defaults=copie | {"theme": theme, "par_id": acteur.utilisateur_id}
    )
    if not neuve:
        raise TransitionRefusee(_("La banque a déjà une question de ce code."))
    return versee


@transaction.atomic
def deplacer_question(*, question: Question, acteur: Acteur, vers_le_haut: bool) -> None:
    """Exchange a question with the one before or after it."""
    version = _brouillon(question.version, acteur)
    posees = version.questions_posees()
    ici = posees.index(question)
    la = ici - 1 if vers_le_haut else ici + 1
    if not 0 <= la < len(posees):
        return
    posees[ici], posees[la] = posees[la], posees[ici]
    for rang, posee in enumerate(posees, start=1):
        posee.rang = rang
    Question.objects.bulk_update(posees, ["rang"])


@transaction.atomic
def retirer_question(*, question: Question, acteur: Acteur, le: datetime) -> None:
    """Take a question out of a draft; its row stays, with who and when."""
    _brouillon(question.version, acteur)
    question.retiree_le, question.retiree_par_id = le, acteur.utilisateur_id
    question.save(update_fields=["retiree_le", "retiree_par"])


@transaction.atomic
def publier_version(*, version: VersionSondage, acteur: Acteur, le: datetime) -> VersionSondage:
    """Freeze the questions; the version before is replaced."""
    version = _brouillon(version, acteur)
    if manques := manques_de(version):
        raise TransitionRefusee(" ".join(manques))
    with portee(Acteur.systeme()):
        for ancienne in version.sondage.versions.filter(etat=EtatVersion.PUBLIEE):
            franchir(ancienne.verrouillee(), "remplacer", acteur=acteur, le=le)
        franchir(version, "publier", acteur=acteur, le=le, publiee_le=le)
    return version


@transaction.atomic
def nouvelle_version(*, version: VersionSondage, acteur: Acteur, le: datetime) -> VersionSondage:
    """A draft with the same questions, to change what must be; the draft there is when there is one."""
    exiger_sondeur(acteur)
    with portee(Acteur.systeme()):
        sondage = Sondage.objects.select_for_update().get(pk=version.sondage_id)
        deja = sondage.versions.filter(etat=EtatVersion.BROUILLON).first()
        if deja:
            return deja
        copie = VersionSondage(
            sondage=sondage,
            numero=sondage.versions.count() + 1,
            langues=version.langues,
            titres=version.titres,
            accueils=version.accueils,
        )
        ouvrir(copie, acteur=acteur, le=le)
        for question in version.questions_posees():
            Question.objects.create(version=copie, **{champ: getattr(question, champ) for champ in COPIES})
    return copie


@transaction.atomic
def ecrire_theme(*, sondage: Sondage, acteur: Acteur, code: str, libelle: str, mots: list[str]) -> ThemeSondage:
    """Add a theme of open answers, or change its words."""
    exiger_sondeur(acteur)
    theme, _neuf = ThemeSondage.objects.update_or_create(
        sondage=sondage, code=code, defaults={"libelle": libelle, "mots": mots, "retire_le": None}
    )
    return theme


def manques_de(version: VersionSondage) -> list[str]:
    """What keeps a draft from being frozen, in sentences."""
    posees = version.questions_posees()
    manques = [] if posees else [_("Ajoutez au moins une question.")]
    vues: set[str] = set()
    for question in posees:
        if question.si_code and question.si_code not in vues:
            manques.append(_("« %(q)s » dépend d’une question qui ne vient pas avant elle.") % {"q": question.code})
        vues.add(question.code)
        absentes = [langue for langue in version.langues if not question.textes.get(langue)]
        if absentes:
            manques.append(
                _("« %(q)s » n’est pas traduite : %(langues)s.") % {"q": question.code, "langues": ", ".join(absentes)}
            )
    return manques


def _brouillon(version: VersionSondage, acteur: Acteur) -> VersionSondage:
    exiger_sondeur(acteur)
    version = version.verrouillee()
    if not version.est_modifiable:
        raise TransitionRefusee(_("Ces questions sont figées. Préparez une nouvelle version pour les changer."))
    return version


def _garder_le_genre(version: VersionSondage, code: str, genre: str) -> None:
    """A code means the same thing from version to version, or waves could not be compared."""
    autres = Question.objects.filter(version__sondage=version.sondage_id, code=code).exclude(version=version)
    if autres.exclude(version__etat=EtatVersion.BROUILLON).exclude(genre=genre).exists():
        raise TransitionRefusee(
            _("Le code « %(code)s » a servi à une question d’un autre genre. Choisissez un autre code.")
            % {"code": code}
        )


def _rang_suivant(version: VersionSondage) -> int:
    derniere = version.questions.order_by("-rang").first()
    return derniere.rang + 1 if derniere else 1
