"""What if: a frozen queue, changes to it, both solved by the placement engine and compared. Pure: no database."""
