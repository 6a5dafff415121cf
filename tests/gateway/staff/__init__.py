"""What the staff do with conversations: find, read, answer, hand over."""
