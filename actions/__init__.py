"""The action server's part: from slots to the domain, and back to the name of a response and events. No text, no rule."""
