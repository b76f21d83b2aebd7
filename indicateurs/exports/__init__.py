"""Rows taken out of the portal as files: who may take which, how they are written, what keeps them safe."""

from indicateurs.exports.natures import NATURES, Colonne, Genre, Nature, declarer_nature

__all__ = ["NATURES", "Colonne", "Genre", "Nature", "declarer_nature"]
