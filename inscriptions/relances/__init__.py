"""Outreach: a draw anyone can redo, and what it takes to conclude. No database here."""
