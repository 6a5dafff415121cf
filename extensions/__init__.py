"""What config.yml, endpoints.yml and credentials.yml name: our own parts inside Rasa."""
