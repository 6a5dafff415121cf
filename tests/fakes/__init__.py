"""Stand-ins for the platforms, as strict as they are."""
