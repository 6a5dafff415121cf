"""The domain of the spa: plain Python, without Rasa, web framework, clock or environment."""
