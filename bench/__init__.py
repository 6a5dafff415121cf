"""Speed and memory of the real servers, measured from outside."""
