"""Forecasts: how many people will ask for a seat, how long each will wait. Pure: counts and durations in and out."""
