"""What happens by the clock: messages leave, old answers on health are erased, freed times are offered."""
