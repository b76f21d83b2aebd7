"""The file that the finance system reads, and the one that comes back with the references of payment. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from partenaires.fichier import FichierRefuse, decoder, inoffensif

COLONNES = ("neq", "organisation", "entente", "genre", "montant", "date_exigible", "reference")
RETOUR = ("reference", "reference_paiement")
REFERENCE_MAX = 40


@dataclass(frozen=True, slots=True)
class LignePaiement:
    """One payment: positive to pay, negative to recover."""

    neq: str
    organisation: str
    entente: str
    genre: str
    montant: Decimal
    date_exigible: date
    reference: str


def ecrire_paiements(lignes: Iterable[LignePaiement]) -> str:
    """The file: text no spreadsheet runs as a formula, amounts with a point, ISO dates."""
    sortie = io.StringIO()
    sortie.write("\ufeff")
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    for ligne in lignes:
        textes = [inoffensif(texte) for texte in (ligne.neq, ligne.organisation, ligne.entente, ligne.genre)]
        chiffres = [f"{ligne.montant:.2f}", ligne.date_exigible.isoformat()]
        ecrivain.writerow([*textes, *chiffres, inoffensif(ligne.reference)])
    return sortie.getvalue()


def lire_references(octets: bytes, *, attendues: set[str]) -> dict[str, str]:
    """The reference of payment of each line; refuses a file that names others, or one twice."""
    texte = decoder(octets)
    separateur = max(";,\t", key=texte.split("\n", 1)[0].count)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    try:
        rangees = [[cellule.strip() for cellule in rangee] for rangee in lecteur]
    except csv.Error as erreur:
        raise FichierRefuse(_("Ligne %(n)s : les guillemets sont mal fermés.") % {"n": lecteur.line_num}) from erreur
    tete = [nom.lower() for nom in rangees[0]] if rangees else []
    if manquantes := [nom for nom in RETOUR if nom not in tete]:
        raise FichierRefuse(_("Ligne 1 : il manque les colonnes %(noms)s.") % {"noms": ", ".join(manquantes)})
    ou = [tete.index(nom) for nom in RETOUR]
    return _verifiees(rangees[1:], ou, attendues)


def _verifiees(rangees: list[list[str]], ou: list[int], attendues: set[str]) -> dict[str, str]:
    trouvees: dict[str, str] = {}
    for numero, rangee in enumerate(rangees, start=2):
        if not any(rangee):
            continue
        reference, paiement = (rangee[rang] if rang < len(rangee) else "" for rang in ou)
        if reference not in attendues:
            raise FichierRefuse(
                _("Ligne %(n)s : « %(ref)s » n’est pas une ligne à consigner de ce lot.")
                % {"n": numero, "ref": reference}
            )
        if reference in trouvees:
            raise FichierRefuse(_("Ligne %(n)s : « %(ref)s » revient deux fois.") % {"n": numero, "ref": reference})
        if len(paiement) > REFERENCE_MAX:
            raise FichierRefuse(_("Ligne %(n)s : la référence dépasse 40 caractères.") % {"n": numero})
        if paiement:
            trouvees[reference] = paiement
    if not trouvees:
        raise FichierRefuse(_("Le fichier ne donne aucune référence de paiement."))
    return trouvees
