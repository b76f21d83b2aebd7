"""What the portal's API has in common: who calls, what a body holds, how a refusal reads, how a list is cut."""
