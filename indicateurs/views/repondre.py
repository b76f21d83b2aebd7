"""The page where people answer: no account, no JavaScript, nothing kept before the end."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.middleware.acces import page_publique
from indicateurs.actions.reponse import DejaRepondu, VagueClose, repondre
from indicateurs.models import Invitation, Question, VagueSondage, VersionSondage
from indicateurs.sondages.questionnaire import LANGUES, LANGUES_DU_PORTAIL, FormulairePage, noms_de, pages_de


@page_publique
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sondage_repondre(request: HttpRequest, code: str) -> HttpResponse:
    """One page of questions after the other, then thanks; a used or late code says so."""
    with portee(Acteur.systeme()):
        invitation, vague = _trouver(code)
    langue = _langue(request, vague)
    with translation.override(LANGUES_DU_PORTAIL[langue]):
        reponse = _dire(request, invitation, vague, langue)
        reponse.headers["Content-Language"] = LANGUES_DU_PORTAIL[langue]
        return reponse


def _trouver(code: str) -> tuple[Invitation | None, VagueSondage]:
    avec = ("campagne", "version__sondage")
    invitation = (
        Invitation.objects.select_related("vague", *(f"vague__{nom}" for nom in avec)).filter(code=code.lower()).first()
    )
    if invitation:
        return invitation, invitation.vague
    affiche = VagueSondage.objects.select_related(*avec).filter(code_affiche=code.lower()).first()
    if affiche is None:
        raise Http404
    return None, affiche


def _langue(request: HttpRequest, vague: VagueSondage) -> str:
    voulue = (
        request.POST.get("changer_langue")
        or request.POST.get("langue")
        or request.GET.get("langue")
        or translation.get_language()[:2]
    )
    return voulue if voulue in vague.version.langues else "fr"


def _dire(request: HttpRequest, invitation: Invitation | None, vague: VagueSondage, langue: str) -> HttpResponse:
    contexte: dict[str, Any] = {
        "titre": vague.version.titre(langue),
        "vague": vague,
        "langue_choisie": langue,
        "langues": [(code, LANGUES[code]) for code in vague.version.langues],
    }
    au = timezone.localdate()
    if not vague.est_ouverte(au=au):
        return render(request, "indicateurs/sondage_fini.html", contexte | {"raison": "ferme"}, status=410)
    if invitation and invitation.repondue:
        return render(request, "indicateurs/sondage_fini.html", contexte | {"raison": "servi"}, status=410)
    pages = pages_de(_questions(vague.version_id))
    ici, donnees = _avancer(request, pages, langue)
    if ici is not None:
        return _page(request, contexte, pages, ici, donnees, langue)
    try:
        repondre(vague=vague, invitation=invitation, valeurs=donnees, au=au)
    except DejaRepondu:
        return render(request, "indicateurs/sondage_fini.html", contexte | {"raison": "servi"}, status=410)
    except VagueClose:
        return render(request, "indicateurs/sondage_fini.html", contexte | {"raison": "ferme"}, status=410)
    return render(request, "indicateurs/sondage_merci.html", contexte)


def _avancer(
    request: HttpRequest, pages: list[list[Question]], langue: str
) -> tuple[tuple[int, FormulairePage] | None, dict[str, Any]]:
    """The page to show with its form, and the answers before it; no page once everything is answered.

    Every page before is read again: what was typed decides which questions come next.
    """
    arrivee = _entier(request.POST.get("page")) if request.method == "POST" else -1
    recule = "retour" in request.POST
    change_de_langue = "changer_langue" in request.POST
    donnees: dict[str, Any] = {}
    montrees: list[tuple[int, FormulairePage]] = []
    for rang, page in enumerate(pages):
        posees = [question for question in page if question.est_posee(donnees)]
        if not posees:
            continue
        if rang > arrivee:
            # Come back to: what was typed stays, without blame before it is sent.
            deja = _initial(request, posees) if _deja(request, posees) else None
            formulaire = FormulairePage(posees, langue, initial=deja)
            return (rang, formulaire), donnees
        formulaire = FormulairePage(posees, langue, request.POST)
        if rang == arrivee and (recule or change_de_langue):
            if recule and montrees:
                rang, formulaire = montrees[-1]
                posees = formulaire.questions
            return (rang, FormulairePage(posees, langue, initial=_initial(request, posees))), donnees
        if not formulaire.is_valid():
            return (rang, formulaire), donnees
        montrees.append((rang, formulaire))
        donnees |= formulaire.reponses()
    return None, donnees


@lru_cache(maxsize=64)
def _questions(version_id: Any) -> tuple[Question, ...]:
    """The questions of a version, read once by process: those a wave asks are frozen by the database."""
    return tuple(VersionSondage.objects.get(pk=version_id).questions_posees())


def _entier(texte: str | None) -> int:
    return int(texte) if texte and texte.isascii() and texte.isdigit() and len(texte) < 4 else -1


def _deja(request: HttpRequest, questions: list[Question]) -> bool:
    return any(nom in request.POST for question in questions for nom in noms_de(question))


def _initial(request: HttpRequest, questions: list[Question]) -> dict[str, Any]:
    """What was typed, as each field shows it."""
    formulaire = FormulairePage(questions, "fr", request.POST)
    return {
        nom: champ.widget.value_from_datadict(request.POST, request.FILES, nom)
        for nom, champ in formulaire.fields.items()
    }


def _page(
    request: HttpRequest,
    contexte: dict[str, Any],
    pages: list[list[Question]],
    ici: tuple[int, FormulairePage],
    donnees: dict[str, Any],
    langue: str,
) -> HttpResponse:
    rang, formulaire = ici
    affichees = {question.code for question in formulaire.questions}
    portes = [
        (nom, valeur)
        for page in pages
        for question in page
        if question.code not in affichees
        for nom in noms_de(question)
        for valeur in request.POST.getlist(nom)[:50]
    ]
    return render(
        request,
        "indicateurs/sondage_repondre.html",
        contexte
        | {
            "form": formulaire,
            "groupes": _groupes(formulaire, langue),
            "page": rang,
            "nb_pages": len(pages),
            "etape": rang + 1,
            "portes": portes,
            "accueil": contexte["vague"].version.accueil(langue) if rang == 0 else "",
            "derniere": rang == len(pages) - 1,
        },
        status=200,
    )


def _groupes(formulaire: FormulairePage, langue: str) -> list[tuple[str, list[Any]]]:
    """The fields question by question; a matrix has its question above its statements."""
    groupes = []
    for question in formulaire.questions:
        if question.enonces:
            champs = []
            for code, mots in question.enonces_dits(langue):
                champ = formulaire[f"q_{question.code}__{code}"]
                champ.label = mots
                champs.append(champ)
            groupes.append((question.texte(langue), champs))
        else:
            groupes.append(("", [formulaire[f"q_{question.code}"]]))
    return groupes
