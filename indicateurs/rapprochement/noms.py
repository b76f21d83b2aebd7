"""Names made alike: accents, other alphabets and the many spellings of one sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Each letter, then how it is written in Latin ones. Arabic leaves out short vowels: consonants find what is missing.
_ECRITURES = """
аa бb вv гg ґg дd еe єie жj зz иi іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чtch
шch щchtch ъ ыy ь эe юiou яia αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt
υy φf χkh ψps ωo اa بb تt ثth جj حh خkh دd ذdh رr زz سs شch صs ضd طt ظz عa غgh فf قk كk لl
مm نn هh وou يi ىa ةa ء آa أa إi ؤou ئi پp چtch ڤv گg œoe æae ßss øo łl đd ðd þth ıi ħh
"""
_TABLE = str.maketrans({paire[0]: paire[1:] for paire in _ECRITURES.split()})
_HORS_MOT = re.compile(r"[^a-z0-9]+")
# One sound, several spellings, from the longest: what passports and clerks write differently.
_SONS = (
    ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("dj", "j"), ("dia", "ja"), ("kh", "h"), ("gh", "g"),
    ("ph", "f"), ("th", "t"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("c", "k"),
    ("y", "i"), ("w", "v"), ("z", "s"),
)  # fmt: skip
_DOUBLES = re.compile(r"(.)\1+")
_VOYELLES = str.maketrans("", "", "aeiouyhw")


@lru_cache(maxsize=200_000)
def alleger(nom: str) -> str:
    """The name in plain lower-case Latin letters, one space between words."""
    latin = nom.lower().translate(_TABLE)
    nu = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    return _HORS_MOT.sub(" ", nu.translate(_TABLE)).strip()


@lru_cache(maxsize=200_000)
def son(mot: str) -> str:
    """A word (already plain) as it sounds: one spelling for the variants, no doubled letter."""
    for ecrit, dit in _SONS:
        mot = mot.replace(ecrit, dit)
    return _DOUBLES.sub(r"\1", mot)


@lru_cache(maxsize=200_000)
def lu_et_dit(nom: str) -> tuple[str, str]:
    """A name made plain, and as it sounds."""
    lu = alleger(nom)
    return lu, " ".join([son(mot) for mot in lu.split(" ")])


@lru_cache(maxsize=200_000)
def squelette(mot: str) -> str:
    """The first letter and the consonants of a word as it sounds."""
    dit = son(mot)
    return dit[:1] + dit[1:].translate(_VOYELLES)


def mots(prenom: str, nom: str) -> list[str]:
    """The words of a whole name, initials left out."""
    return [mot for mot in alleger(f"{prenom} {nom}").split(" ") if len(mot) > 1]
