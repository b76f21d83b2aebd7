"""What a survey computes without a database: weights, the pages of a questionnaire, suggestions of themes."""
