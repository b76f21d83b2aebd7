"""The portal's components as template tags: `{% load composants %}`; each is shown at /demo/composants/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from guichet import coquille, icones
from guichet.acteurs import Acteur, Role
from guichet.cycle import CYCLES
from guichet.gabarits import par_langue, rendre
from guichet.tons import ICONE_DU_TON, ton_de_l_etat

register = template.Library()

# The tags a Jinja page calls as functions.
EN_JINJA = (
    "icone",
    "pastille_etat",
    "maintenant",
    "parcours",
    "bandeau",
    "vide",
    "faits",
    "chiffre_cle",
    "progression",
)

_TON_DU_MESSAGE: dict[str, str] = {"success": "reussi", "error": "arret", "warning": "action"}


@register.simple_tag
def icone(nom: str, titre: str = "") -> SafeString:
    """`{% icone "calendrier" %}`: an inline icon; give `titre` when no word stands beside it."""
    return icones.icone(nom, titre)


@register.filter
def icone_ton(ton: str) -> SafeString:
    """The icon that goes with a tone."""
    return icones.icone(ICONE_DU_TON.get(ton, "information"))


@register.filter
def ton_message(niveau: str) -> str:
    """The tone of a message of Django's messages framework."""
    return _TON_DU_MESSAGE.get(niveau, "information")


@register.filter
def est_courante(adhesion: Any, acteur: Any) -> bool:
    """Whether the actor acts under this membership."""
    return (adhesion.role, adhesion.organisation_id, tuple(adhesion.regions)) == (
        acteur.role,
        acteur.organisation_id,
        acteur.regions,
    )


@register.simple_tag(takes_context=True)
def etat(context: Context, objet: Any) -> SafeString:
    """`{% etat inscription %}`: the state of an object in the words of who reads, with its colour and icon."""
    return etat_pour(objet, getattr(context.get("request"), "acteur", None))


def etat_pour(objet: Any, acteur: Acteur | None) -> SafeString:
    """The state of an object in the words of this actor."""
    return _etat(objet.CYCLE, str(objet.etat), acteur.role if acteur else None)


@par_langue
def _etat(objet: str, etat: str, role: Role | None) -> SafeString:
    return pastille_etat(CYCLES[objet].libelle(etat, role), ton_de_l_etat(etat))


@register.simple_tag
def pastille_etat(libelle: str, ton: str = "neutre") -> SafeString:
    """`{% pastille_etat "En retard" "action" %}`: a state that no cycle table holds, derived by a query."""
    return format_html('<span class="etat etat-{}">{}{}</span>', ton, icones.icone(ICONE_DU_TON[ton]), libelle)


@register.simple_tag
def chiffre_cle(valeur: Any, libelle: str, precision: str = "", definition: str = "", url: str = "") -> SafeString:
    """`{% chiffre_cle "1 234" "personnes en attente" precision="au 3 juin 2026" definition="…" %}`."""
    return _partiel("chiffre_cle", locals())


@register.simple_tag
def chiffre_publie(valeur: Any, masque: str = "") -> SafeString:
    """`{% chiffre_publie "0" %}`, `{% chiffre_publie "" raison %}`: a figure told outside, or « masqué » and why."""
    return _partiel("chiffre_publie", {"valeur": "" if masque else valeur, "masque": masque})


@register.simple_tag
def faits(lignes: Iterable[tuple[Any, Any]]) -> SafeString:
    """`{% faits lignes %}`: pairs (label, value) as a definition list."""
    return _partiel("faits", {"lignes": lignes})


@register.simple_tag
def recapitulatif(titre: str, lignes: Iterable[tuple[Any, Any]], url: str = "") -> SafeString:
    """`{% recapitulatif "Identité" lignes url %}`: one group of answers to check, with the link to change them."""
    return _partiel("recapitulatif", locals())


@register.simple_tag
def progression(numero: int, total: int, libelle: str = "") -> SafeString:
    """`{% progression 2 7 "Votre statut" %}`: where a form's page stands."""
    return _partiel("progression", locals())


@register.simple_tag
def parcours(etapes: Iterable[Mapping[str, Any]]) -> SafeString:
    """`{% parcours etapes %}`: the stages; each has libelle, statut (fait, courant, a_venir) and precision."""
    return _partiel("parcours", {"etapes": etapes})


@register.simple_tag
def chronologie(evenements: Iterable[Mapping[str, Any]]) -> SafeString:
    """`{% chronologie evenements %}`: newest first; each has le, titre and, at will, detail, par, ton."""
    return _partiel("chronologie", {"evenements": evenements})


@register.simple_tag
def maintenant(
    titre: str,
    qui: str = "",
    quand: str = "",
    detail: str = "",
    ton: str = "information",
    url: str = "",
    action: str = "",
) -> SafeString:
    """`{% maintenant "Vous avez une offre" qui="Vous" quand="…" %}`: what happens now, who acts, by when.

    `url` and `action` put the page's primary button inside.
    """
    return _partiel("maintenant", locals())


@register.simple_tag
def bandeau(texte: str, ton: str = "information", titre: str = "") -> SafeString:
    """`{% bandeau "Votre réponse est notée." "reussi" %}`: a callout of one tone."""
    return _partiel("bandeau", locals())


@register.simple_tag
def vide(titre: str, suite: str = "", url: str = "", action: str = "") -> SafeString:
    """`{% vide "Rien à faire" suite="…" %}`: an empty list, and what comes next."""
    return _partiel("vide", locals())


@register.simple_tag
def onglets(liste: Iterable[Mapping[str, Any]], libelle: str = "") -> SafeString:
    """`{% onglets liste %}`: links to the views of one object; each has libelle, url, courant, nombre."""
    return _partiel("onglets", {"liste": liste, "libelle": libelle})


@register.simple_tag
def fil(etapes: Iterable[Mapping[str, Any]]) -> SafeString:
    """`{% fil etapes %}`: breadcrumbs; each has libelle and url, the last has no url."""
    return _partiel("fil", {"etapes": etapes})


@register.simple_tag(takes_context=True)
def boutons_pas(context: Context, pas: Iterable[Any], url: str) -> SafeString:
    """`{% boutons_pas pas url %}`: one POST button per offered step of a life cycle; the first is the primary one.

    The form sends `pas` (the step's name) and, when the step asks for it, `motif`.
    """
    return _partiel("boutons_pas", {"pas_offerts": list(pas), "url": url, "csrf_token": context.get("csrf_token", "")})


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Any) -> SafeString:
    """`{% pagination page_obj %}`: previous, next and nearby pages, the filters of the address kept."""
    parametres = context["request"].GET.copy() if context.get("request") else None
    if parametres is not None:
        parametres.pop("page", None)
    prefixe = f"?{parametres.urlencode()}&" if parametres else "?"
    numeros = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return _partiel("pagination", {"page": page, "prefixe": prefixe, "numeros": numeros})


@register.simple_tag
def resume_erreurs(form: Form) -> SafeString:
    """The error summary of a form: takes the focus, each line leads to its field. Empty without errors."""
    if not form.errors:
        return SafeString("")
    lignes = [(cible_erreur(champ), champ.label, erreur) for champ in form for erreur in champ.errors]
    generales = form.non_field_errors()
    nombre = len(lignes) + len(generales)
    titre = ngettext("Il y a une erreur", "Il y a %(nombre)d erreurs", nombre) % {"nombre": nombre}
    return _partiel("resume_erreurs", {"lignes": lignes, "generales": generales, "titre": titre})


@register.filter
def cible_erreur(champ: BoundField) -> str:
    """The id a link must name to bring the reader into this field."""
    return champ.id_for_label or f"{champ.auto_id}_0"


@register.simple_tag
def figure(graphique: Any, titre: str = "") -> SafeString:
    """`{% figure graphique %}`: a chart of guichet.graphiques, its finding as title, its table one click away."""
    return _partiel("figure", {"graphique": graphique, "titre": titre or graphique.titre})


@register.simple_tag(takes_context=True)
def entete(context: Context) -> SafeString:
    """The header of every page."""
    return coquille.entete(context.get("request"))


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """The menu of every page."""
    return coquille.navigation(context.get("request"))


@register.simple_tag(takes_context=True)
def messages(context: Context) -> SafeString:
    """The messages of every page."""
    return coquille.messages(context.get("request"))


@register.simple_tag
def pied() -> SafeString:
    """The footer of every page."""
    return coquille.pied()


@register.simple_tag
def feuilles() -> SafeString:
    """The style sheets of every page."""
    return coquille.feuilles()


@register.simple_tag
def partie(nom: str, **contexte: Any) -> SafeString:
    """`{% partie "inscriptions/histoire.jinja" evenements=evenements %}`: a part of a page written for both engines."""
    return rendre(nom, contexte)


@register.simple_tag
def marque() -> SafeString:
    """The portal's mark."""
    return _partiel("marque", {})


def _partiel(nom: str, contexte: dict[str, Any]) -> SafeString:
    return rendre(f"composants/{nom}.jinja", contexte)
