"""The only public door: the page, its chat, later other channels. It knows no Rasa and no action."""
