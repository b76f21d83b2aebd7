"""The clock of business days: Monday to Friday, holidays left out, stopped while we wait for the person. Pure.

The day something happens is day 0. A suspension is a pair (from, to): the ball goes to the person on the first day and
comes back on the last one; the days after the first, up to and including the last, do not count.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

Suspension = tuple[date, date | None]
SAMEDI = 5
UN_JOUR = timedelta(days=1)


def est_ouvrable(jour: date, feries: Collection[date]) -> bool:
    """Whether offices are open that day."""
    return jour.weekday() < SAMEDI and jour not in feries


def prochain_jour_ouvrable(jour: date, feries: Collection[date]) -> date:
    """That day if it is a business day, else the next one."""
    while not est_ouvrable(jour, feries):
        jour += UN_JOUR
    return jour


def ajouter_jours_ouvrables(depart: date, nombre: int, feries: Collection[date]) -> date:
    """The day `nombre` business days after the start, or before it when negative."""
    pas, reste, jour = (UN_JOUR if nombre >= 0 else -UN_JOUR), abs(nombre), depart
    while reste:
        jour += pas
        reste -= est_ouvrable(jour, feries)
    return jour


def jours_ouvrables_entre(debut: date, fin: date, feries: Collection[date]) -> int:
    """Business days after `debut`, up to and including `fin`; negative when `fin` comes first."""
    if fin < debut:
        return -jours_ouvrables_entre(fin, debut, feries)
    chomes = sum(1 for jour in feries if debut < jour <= fin and jour.weekday() < SAMEDI)
    return _jours_de_semaine(fin) - _jours_de_semaine(debut) - chomes


def jours_ecoules(debut: date, fin: date, feries: Collection[date], suspensions: Iterable[Suspension] = ()) -> int:
    """Business days that count against us between two days: suspensions taken out, never below zero."""
    total = jours_ouvrables_entre(debut, fin, feries)
    for du, au in _fusionner(suspensions, jusqu_au=fin):
        du, au = max(du, debut), min(au, fin)
        if du < au:
            total -= jours_ouvrables_entre(du, au, feries)
    return max(total, 0)


def echeance(
    depart: date, nombre: int, feries: Collection[date], suspensions: Iterable[Suspension] = ()
) -> date | None:
    """The day the delay ends; None while an open suspension keeps it from ending."""
    suspensions = list(suspensions)
    ouverte = min((du for du, au in suspensions if au is None), default=None)
    fermees = _fusionner([s for s in suspensions if s[1] is not None], jusqu_au=date.max)
    jour, reste = depart, nombre
    while reste:
        jour += UN_JOUR
        if ouverte is not None and jour > ouverte:
            return None
        suspendu = any(du < jour <= au for du, au in fermees)
        reste -= est_ouvrable(jour, feries) and not suspendu
    return jour


def _jours_de_semaine(jour: date) -> int:
    """Weekdays from the first day of the calendar up to this day."""
    semaines, rang = divmod(jour.toordinal() - 1, 7)  # Day 1 of the calendar is a Monday.
    return semaines * 5 + min(rang + 1, 5)


def _fusionner(suspensions: Iterable[Suspension], *, jusqu_au: date) -> list[tuple[date, date]]:
    """Suspensions in order, overlapping ones made one, so that no day is taken out twice."""
    fusion: list[tuple[date, date]] = []
    for du, au in sorted((du, jusqu_au if au is None else au) for du, au in suspensions):
        if fusion and du <= fusion[-1][1]:
            fusion[-1] = (fusion[-1][0], max(fusion[-1][1], au))
        else:
            fusion.append((du, au))
    return fusion
