"""Long proofs, run by `./portail epreuves`: what would make the suite too slow."""
