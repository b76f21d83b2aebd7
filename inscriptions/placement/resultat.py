"""What does a run give back, and in which bytes?"""

from dataclasses import dataclass
from json.encoder import encode_basestring as _dit

from inscriptions.placement.instance import VERSION, en_octets


@dataclass(frozen=True, slots=True)
class Certificat:
    """Why the result is right, type by type, so that anyone can check it without solving.

    `derniers_admis`: for each type no one else can enter, the last person in the order who holds a seat of its
    tight set; everyone refused there comes later. `prix`: the dual price of a seat, which proves the least cost.
    """

    derniers_admis: tuple[tuple[str, str], ...]
    prix: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Resultat:
    """Who is placed where, at what total cost, and the proof."""

    empreinte: str
    placements: tuple[tuple[str, str], ...]
    cout: int
    sous_minimum: tuple[str, ...]
    certificat: Certificat

    def canonique(self) -> bytes:
        """The canonical form: UTF-8, keys and lists sorted, no spaces."""
        placements = ",".join([f"[{_dit(p)},{_dit(g)}]" for p, g in self.placements])
        reste = en_octets({"sous_minimum": self.sous_minimum, "version": VERSION})
        tete = en_octets(
            {
                "certificat": {"derniers_admis": self.certificat.derniers_admis, "prix": self.certificat.prix},
                "cout": self.cout,
                "empreinte": self.empreinte,
            }
        )
        return b"".join((tete[:-1], b',"placements":[', placements.encode(), b"],", reste[1:]))
