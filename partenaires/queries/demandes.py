"""What a request still lacks before it can be submitted or analysed, each line with the step that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from guichet.referentiels.formats import formater_argent, formater_date, formater_pourcent
from partenaires.models import DocumentEntente, DocumentExige, Entente


@dataclass(frozen=True, slots=True)
class Manque:
    """Something to mend: the step it belongs to, and what to do."""

    etape: str
    texte: str


@dataclass(frozen=True, slots=True)
class LigneDocument:
    """A document of the checklist, and the file given for it if any."""

    exige: DocumentExige
    document: DocumentEntente | None

    @property
    def est_conforme(self) -> bool:
        """True once the ministry judged it conform."""
        return self.document is not None and self.document.conforme is True

    @property
    def est_a_redonner(self) -> bool:
        """True when nothing usable is there: no file, a refused one, or one judged not conform."""
        return self.document is None or self.document.est_refuse or self.document.conforme is False


@dataclass(frozen=True, slots=True)
class Cumul:
    """Public aid beside the rule of the norm: how much of the cost it would pay, and the most it may."""

    aides: Decimal
    cout: Decimal
    maximum: Decimal

    @property
    def part(self) -> Decimal | None:
        """Share of the cost paid by public aid; None while no cost is written."""
        return self.aides / self.cout if self.cout else None

    @property
    def plafond(self) -> Decimal:
        """The most public aid may amount to, in dollars."""
        return (self.cout * self.maximum).quantize(Decimal("0.01"))

    @property
    def est_respecte(self) -> bool:
        """True while public aid stays under its part of the cost."""
        return self.aides <= self.plafond


def prochain_numero_entente(le: date) -> str:
    """A number never given before: `E-26-00042`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('partenaires_numero_entente')")
        return f"E-{le.year % 100:02d}-{curseur.fetchone()[0]:05d}"


def cumul_de(entente: Entente, *, montant: Decimal | None = None, aides: Decimal | None = None) -> Cumul:
    """The rule applied to what is written now; `montant` and `aides` try other amounts."""
    demande = entente.montant_convenu or entente.montant_demande
    cout = sum((ligne.montant for ligne in entente.lignes_budget.actifs()), Decimal(0))
    total = (demande if montant is None else montant) + (entente.autres_aides if aides is None else aides)
    return Cumul(total, cout, entente.version.cumul_maximum)


def liste_documents(entente: Entente) -> list[LigneDocument]:
    """The checklist of the volet, mandatory ones first."""
    donnes = {document.code: document for document in entente.documents.actifs()}
    return [LigneDocument(exige, donnes.get(exige.code)) for exige in entente.volet.documents.all()]


def manques(entente: Entente) -> list[Manque]:
    """Everything that keeps the organisation from submitting."""
    return [
        *_du_projet(entente),
        *_du_territoire(entente),
        *_des_activites(entente),
        *_du_budget(entente),
        *_de_l_echeancier(entente),
        *_des_documents(entente),
    ]


def manques_a_l_analyse(entente: Entente) -> list[str]:
    """What the ministry finds incomplete: what should have been written, documents not judged conform."""
    lignes = [manque.texte for manque in manques(entente)]
    for ligne in liste_documents(entente):
        if ligne.exige.obligatoire and not ligne.est_conforme and not ligne.est_a_redonner:
            lignes.append(_("« %(nom)s » : dire s’il est conforme.") % {"nom": ligne.exige.nom})
    return lignes


def _du_projet(entente: Entente) -> Iterator[Manque]:
    if not entente.organisation.neq:
        yield Manque(
            "projet", _("Le NEQ de l’organisme manque : un gestionnaire de l’organisme l’écrit à cette étape.")
        )
    if not entente.description.strip():
        yield Manque("projet", _("Décrivez le projet."))


def _du_territoire(entente: Entente) -> Iterator[Manque]:
    volet, appel = entente.volet, entente.appel
    if not entente.territoire:
        yield Manque("territoire", _("Choisissez au moins une région."))
    if appel and appel.regions and not set(entente.territoire) <= set(appel.regions):
        yield Manque("territoire", _("L’appel ne couvre pas toutes ces régions."))
    if not entente.clienteles:
        yield Manque("territoire", _("Choisissez au moins une clientèle."))
    elif "toutes" not in volet.clienteles and not set(entente.clienteles) <= set(volet.clienteles):
        yield Manque("territoire", _("Ce volet ne s’adresse pas à toutes ces clientèles."))
    if appel and (entente.debut < appel.debut or entente.fin > appel.fin):
        yield Manque(
            "territoire",
            _("L’appel finance du %(du)s au %(au)s : changez les dates.")
            % {"du": formater_date(appel.debut), "au": formater_date(appel.fin)},
        )


def _des_activites(entente: Entente) -> Iterator[Manque]:
    activites = list(entente.activites.actifs())
    admissibles = {activite.code: activite for activite in entente.volet.activites.all()}
    if not activites:
        yield Manque("activites", _("Ajoutez au moins une activité."))
    for activite in activites:
        permise = admissibles.get(activite.code)
        if permise is None:
            yield Manque("activites", _("« %(nom)s » n’est pas une activité de ce volet.") % {"nom": activite.titre})
        elif activite.prix_unitaire > permise.prix_maximum:
            yield Manque(
                "activites",
                _("« %(nom)s » : le prix dépasse %(max)s.")
                % {"nom": activite.titre, "max": formater_argent(permise.prix_maximum)},
            )


def _du_budget(entente: Entente) -> Iterator[Manque]:
    lignes = list(entente.lignes_budget.actifs())
    cumul = cumul_de(entente)
    if not lignes:
        yield Manque("budget", _("Ajoutez au moins une ligne au budget."))
    for ligne in lignes:
        if ligne.poste not in entente.version.depenses_admissibles:
            yield Manque("budget", _("« %(poste)s » n’est pas une dépense admissible.") % {"poste": ligne.poste})
    if not entente.montant_demande:
        yield Manque("budget", _("Écrivez le montant demandé."))
    if entente.montant_demande > entente.volet.montant_maximum:
        yield Manque(
            "budget",
            _("Le montant demandé dépasse le maximum du volet, %(max)s.")
            % {"max": formater_argent(entente.volet.montant_maximum)},
        )
    if lignes and not cumul.est_respecte:
        yield Manque("budget", message_cumul(cumul))


def message_cumul(cumul: Cumul) -> str:
    """How far public aid goes over the rule, and what is left."""
    return _(
        "Les aides publiques font %(aides)s, plus que %(max)s des coûts (%(plafond)s) : "
        "réduisez le montant demandé ou ajoutez une autre source au budget."
    ) % {
        "aides": formater_argent(cumul.aides),
        "max": formater_pourcent(cumul.maximum),
        "plafond": formater_argent(cumul.plafond),
    }


def _de_l_echeancier(entente: Entente) -> Iterator[Manque]:
    versements = list(entente.versements.ordinaires())
    if not entente.livrables.actifs().exists():
        yield Manque("livrables", _("Ajoutez au moins un livrable."))
    total = sum((versement.montant for versement in versements), Decimal(0))
    if versements and total != entente.montant_demande:
        yield Manque(
            "versements",
            _("Les versements font %(total)s, le montant demandé %(demande)s.")
            % {"total": formater_argent(total), "demande": formater_argent(entente.montant_demande)},
        )


def _des_documents(entente: Entente) -> Iterator[Manque]:
    for ligne in liste_documents(entente):
        if not ligne.exige.obligatoire or not ligne.est_a_redonner:
            continue
        if ligne.document is None:
            texte = _("Joignez « %(nom)s ».")
        elif ligne.document.est_refuse:
            texte = _("« %(nom)s » a été refusé à la vérification : joignez un autre fichier.")
        else:
            texte = _("« %(nom)s » n’est pas conforme : joignez un autre fichier.")
        yield Manque("documents", texte % {"nom": ligne.exige.nom})
