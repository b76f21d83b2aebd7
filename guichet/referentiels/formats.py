"""Québec formats: read what people type, write what they read. Pure, no database."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LOCALE = "fr_CA"
INSECABLE = "\u00a0"

# Postes Canada never uses D F I O Q U, nor W and Z in first place; Québec starts with G, H or J.
CODE_POSTAL = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d")
PREFIXES_NEQ = ("11", "22", "33", "88")
PLUS_LONG_TELEPHONE = 40


class FormatInvalide(ValueError):
    """What was typed cannot be read; the message says how to mend it, in French."""

    def __init__(self, message) -> None:
        super().__init__(message)
        self.message = message


def normaliser_code_postal(texte: str, *, du_quebec: bool = True) -> str:
    """The postal code as `A1A 1A1`, whatever the case and spaces typed."""
    compact = re.sub(r"[\s\-\u2010-\u2015]", "", texte[:40]).upper()
    if not (compact.isascii() and CODE_POSTAL.fullmatch(compact)):
        raise FormatInvalide(_("Écrivez le code postal comme dans cet exemple : G1R 4P5."))
    if du_quebec and not est_code_postal_du_quebec(compact):
        raise FormatInvalide(_("Ce code postal n’est pas au Québec. Au Québec, il commence par G, H ou J."))
    return f"{compact[:3]} {compact[3:]}"


def est_code_postal_du_quebec(code: str) -> bool:
    """Whether the postal code is in Québec."""
    return code[:1].upper() in {"G", "H", "J"}


def normaliser_neq(texte: str) -> str:
    """The enterprise number as 10 digits with a known prefix."""
    # Registraire des entreprises: 11, 22, 33 or 88. No check digit is published: prefix and length only.
    compact = re.sub(r"[\s.\-\u2010-\u2015]", "", texte[:40])
    if not (compact.isascii() and re.fullmatch(r"\d{10}", compact)):
        raise FormatInvalide(_("Le NEQ compte 10 chiffres, par exemple 1144455566. Vérifiez le nombre de chiffres."))
    if not compact.startswith(PREFIXES_NEQ):
        raise FormatInvalide(_("Le NEQ commence par 11, 22, 33 ou 88. Vérifiez les deux premiers chiffres."))
    return compact


def normaliser_telephone(texte: str) -> str:
    """The number as stored: `+15148649191`, followed by `;ext=12` when there is an extension."""
    invalide = FormatInvalide(
        _("Écrivez le numéro avec l’indicatif régional, par exemple 514 864-9191. Hors du Canada, commencez par +.")
    )
    if len(texte) > PLUS_LONG_TELEPHONE:
        raise invalide
    principal, _separateur, poste = re.sub(r"(?i)\s*[,;]?\s*(poste|ext\.?|x|#)\s*", "|", texte.strip()).partition("|")
    try:
        numero = phonenumbers.parse(principal, "CA")
    except phonenumbers.NumberParseException as erreur:
        raise invalide from erreur
    if not phonenumbers.is_valid_number(numero) or (poste and not re.fullmatch(r"[0-9]{1,7}", poste)):
        raise invalide
    e164 = phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={poste}" if poste else e164


def formater_telephone(stocke: str) -> str:
    """The number as people read it: `514 864-9191`, `514 864-9191, poste 12`, `+33 1 23 45 67 89`."""
    e164, _separateur, poste = stocke.partition(";ext=")
    try:
        numero = phonenumbers.parse(e164, "CA")
    except phonenumbers.NumberParseException:
        return stocke
    if numero.country_code == 1:
        chiffres = str(numero.national_number)
        affiche = f"{chiffres[:3]}{INSECABLE}{chiffres[3:6]}-{chiffres[6:]}"
        if phonenumbers.number_type(numero) == phonenumbers.PhoneNumberType.TOLL_FREE:
            affiche = f"1{INSECABLE}{affiche}"
    else:
        international = phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        affiche = international.replace(" ", INSECABLE)
    return f"{affiche}, poste{INSECABLE}{poste}" if poste else affiche


def formater_argent(montant: Decimal | int) -> str:
    """An amount in dollars: `1 234,50 $`."""
    return format_currency(Decimal(montant), "CAD", locale=LOCALE)


def formater_argent_rond(montant: Decimal | int) -> str:
    """An amount to the dollar, for figures one looks at: `1 235 $`."""
    return f"{formater_nombre(round(Decimal(montant)))}{INSECABLE}$"


def formater_nombre(nombre: Decimal | float | int, decimales: int | None = None) -> str:
    """A number: `1 234,5`; with `decimales`, exactly that many."""
    return _nombre_ecrit(nombre, decimales)


@lru_cache(maxsize=16_384, typed=True)
def _nombre_ecrit(nombre: Decimal | float | int, decimales: int | None) -> str:
    motif = None if decimales is None else "#,##0" + ("." + "0" * decimales if decimales else "")
    return format_decimal(nombre, format=motif, locale=LOCALE)


def formater_pourcent(part: Decimal | float | int, decimales: int = 1) -> str:
    """A share between 0 and 1 as a percentage: `85,7 %`."""
    return f"{formater_nombre(Decimal(str(part)) * 100, decimales)}{INSECABLE}%"


def formater_date(jour: date) -> str:
    """A date in full: `3 juin 2026`, `1er juin 2026`."""
    return _date_longue(date(jour.year, jour.month, jour.day))


@lru_cache(maxsize=4096)
def _date_longue(jour: date) -> str:
    texte = format_date(jour, "long", locale=LOCALE)
    return re.sub(r"^1 ", "1er ", texte).replace(" ", INSECABLE)


def formater_jour_semaine(jour: date) -> str:
    """The day of the week: `lundi`."""
    return format_date(jour, "EEEE", locale=LOCALE)


def formater_heure(moment: time | datetime) -> str:
    """A time of day: `13 h 05`, `9 h`."""
    minutes = f"{INSECABLE}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{INSECABLE}h{minutes}"


def heure_locale(moment: datetime) -> datetime:
    """The same moment by the clock of the portal's time zone, whatever the thread's."""
    return moment.astimezone(timezone.get_default_timezone())


def jour_local(moment: datetime) -> date:
    """The day of that moment in the portal's time zone."""
    return heure_locale(moment).date()


def formater_date_heure(moment: datetime) -> str:
    """A moment: `3 juin 2026 à 13 h 05`, by the portal's clock when it knows its time zone, else as it is given."""
    local = heure_locale(moment) if timezone.is_aware(moment) else moment
    return f"{formater_date(local)} à {formater_heure(local)}"
