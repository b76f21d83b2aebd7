"""The page where people answer: no account, no JavaScript, nothing kept before the end."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.coquille import page as page_jinja
from guichet.middleware.acces import page_publique
from indicateurs.actions.reponse import DejaRepondu, VagueClose, repondre
from indicateurs.models import Invitation, Question, VagueSondage, VersionSondage
from indicateurs.queries.repondants import trouver_par_code, version_posee
from indicateurs.sondages.questionnaire import LANGUES_DU_PORTAIL, FormulairePage, noms_de, noms_des_langues, pages_de


@page_publique
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sondage_repondre(request: HttpRequest, code: str) -> HttpResponse:
    """One page of questions after the other, then thanks; a used or late code says so.

    The address is one of those without a session (`guichet.middleware.acteur`): nothing says who answers.
    """
    with portee(Acteur.systeme()):
        trouve = trouver_par_code(code.lower())
    if trouve is None:
        raise Http404
    invitation, vague = trouve
    version, questions = version_posee(vague.version_id)
    langue = _langue(request, version)
    with translation.override(LANGUES_DU_PORTAIL[langue]):
        reponse = _dire(request, invitation, vague, version, questions, langue)
        reponse.headers["Content-Language"] = LANGUES_DU_PORTAIL[langue]
        return reponse


def _langue(request: HttpRequest, version: VersionSondage) -> str:
    voulue = (
        request.POST.get("changer_langue")
        or request.POST.get("langue")
        or request.GET.get("langue")
        or translation.get_language()[:2]
    )
    return voulue if voulue in version.langues else "fr"


def _dire(
    request: HttpRequest,
    invitation: Invitation | None,
    vague: VagueSondage,
    version: VersionSondage,
    questions: tuple[Question, ...],
    langue: str,
) -> HttpResponse:
    contexte: dict[str, Any] = {
        "titre": version.titre(langue),
        "version": version,
        "anonyme": vague.est_anonyme,
        "ferme_le": vague.ferme_le,
        "langue_choisie": langue,
        "langues": noms_des_langues(version),
    }
    au = timezone.localdate()
    if not vague.est_ouverte(au=au):
        return _fini(request, contexte, "ferme")
    if invitation and invitation.repondue:
        return _fini(request, contexte, "servi")
    pages = pages_de(questions)
    ici, donnees = _avancer(request, pages, langue)
    if ici is not None:
        return _page(request, contexte, pages, ici, langue)
    try:
        repondre(vague=vague, invitation=invitation, valeurs=donnees, au=au)
    except DejaRepondu:
        return _fini(request, contexte, "servi")
    except VagueClose:
        return _fini(request, contexte, "ferme")
    return page_jinja(request, "indicateurs/sondage_merci.jinja", contexte)


def _fini(request: HttpRequest, contexte: dict[str, Any], raison: str) -> HttpResponse:
    return page_jinja(request, "indicateurs/sondage_fini.jinja", contexte | {"raison": raison}, status=410)


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
    langue: str,
) -> HttpResponse:
    rang, formulaire = ici
    version: VersionSondage = contexte["version"]
    affichees = tuple(question.code for question in formulaire.questions)
    portes = [
        (nom, valeur)
        for page in pages
        for question in page
        if question.code not in affichees
        for nom in noms_de(question)
        for valeur in request.POST.getlist(nom)[:50]
    ]
    vierge = not formulaire.is_bound and not formulaire.initial
    champs = _champs_vierges(version.pk, langue, affichees) if vierge else _champs(formulaire, langue)
    return page_jinja(
        request,
        "indicateurs/sondage_repondre.jinja",
        contexte
        | {
            "form": formulaire,
            "champs": champs,
            "page": rang,
            "nb_pages": len(pages),
            "etape": rang + 1,
            "portes": portes,
            "accueil": linebreaksbr(version.accueil(langue)) if rang == 0 else "",
            "derniere": rang == len(pages) - 1,
        },
    )


@lru_cache(maxsize=512)
def _champs_vierges(version_id: Any, langue: str, codes: tuple[str, ...]) -> SafeString:
    """The fields of a page nobody filled yet: the same for everyone who is asked these questions in this language."""
    questions = [question for question in version_posee(version_id)[1] if question.code in codes]
    return _champs(FormulairePage(questions, langue), langue)


def _champs(formulaire: FormulairePage, langue: str) -> SafeString:
    contexte = {"form": formulaire, "groupes": _groupes(formulaire, langue)}
    return render_to_string("indicateurs/_sondage_champs.html", contexte)


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
