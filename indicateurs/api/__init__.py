"""What a program may send about admissions and ask about indicators."""
