"""Pure measures of finished and running work."""
