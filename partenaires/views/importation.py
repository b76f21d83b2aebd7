"""A file of capacity: model, export, upload, preview, one confirmation."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires import policies
from partenaires.actions.importation import appliquer_fichier, recevoir_fichier
from partenaires.fichier import FichierRefuse, decoder, ecrire
from partenaires.formulaires.importation import FormulaireFichier, Lecture, lire_fichier
from partenaires.models import DeclarationCapacite
from partenaires.queries.contenu import contexte_de
from partenaires.queries.exportation import modele, rangees_de
from partenaires.views.communs import declaration_ou_404, exiger_gestion, exiger_lecture


@require_GET
def declaration_csv(request: HttpRequest, declaration_id: uuid.UUID) -> HttpResponse:
    """The declaration as a file: changed in a spreadsheet, it comes back by the import."""
    objet = declaration_ou_404(request, declaration_id)
    exiger_lecture(request.acteur)  # type: ignore[attr-defined]
    return _fichier(ecrire(rangees_de(objet)), f"capacite-{objet.session_id}.csv")


@require_GET
def capacite_modele(request: HttpRequest) -> HttpResponse:
    """A file to begin with: the columns, and one line of each kind."""
    exiger_gestion(request.acteur)  # type: ignore[attr-defined]
    return _fichier(ecrire(modele()), "modele-capacite.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def declaration_importer(request: HttpRequest, declaration_id: uuid.UUID) -> HttpResponse:
    """Receive the file; nothing is kept of one that cannot be read."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    objet = declaration_ou_404(request, declaration_id)
    exiger_gestion(acteur)
    form = FormulaireFichier(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            texte = decoder(fichier.read())
            recu = recevoir_fichier(declaration=objet, nom=fichier.name, texte=texte, acteur=acteur, le=timezone.now())
            return redirect("capacite_import", recu.pk)
        except FichierRefuse as refus:
            form.add_error("fichier", refus.message)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    contexte = {"form": form, "declaration": objet, "url_retour": reverse("declaration", args=[objet.pk])}
    return render(request, "partenaires/importer.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def capacite_import(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """What the file would change, or what to mend; the confirmation applies all of it or nothing."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.imports_visibles(acteur).select_related("declaration__session", "declaration__organisation")
    recu = get_object_or_404(visibles, pk=import_id)
    exiger_gestion(acteur)
    jour = timezone.localdate()
    if request.method == "POST":
        try:
            nombre = appliquer_fichier(
                importation=recu,
                relire=lambda declaration, texte: _relire(declaration, texte, jour),
                acteur=acteur,
                le=timezone.now(),
            )
            messages.success(request, _dire(nombre))
            return redirect("declaration", recu.declaration_id)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    lecture = _relire(recu.declaration, recu.contenu, jour)
    contexte = {
        "import": recu,
        "lecture": lecture,
        "ajouts": lecture.compte(existante=False),
        "changements": lecture.compte(existante=True),
        "inchangees": len(lecture.lignes) - len(lecture.a_faire),
        "url_retour": reverse("declaration_importer", args=[recu.declaration_id]),
    }
    return render(request, "partenaires/import_apercu.html", contexte)


def _relire(declaration: DeclarationCapacite, texte: str, jour: date) -> Lecture:
    return lire_fichier(texte, contexte_de(declaration, au=jour))


def _dire(nombre: int) -> str:
    if not nombre:
        return _("Rien n’a changé : tout était déjà enregistré.")
    return ngettext("%(n)d ligne enregistrée.", "%(n)d lignes enregistrées.", nombre) % {"n": nombre}


def _fichier(contenu: str, nom: str) -> HttpResponse:
    reponse = HttpResponse(contenu, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
