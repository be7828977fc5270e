"""Pictures (extra `plot`): maps of words, and what a sentiment classifier learnt."""
