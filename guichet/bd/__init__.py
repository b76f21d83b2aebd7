"""How the portal talks to PostgreSQL: Django's engine, and reads compiled once."""
