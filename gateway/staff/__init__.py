"""What the people of the spa do with conversations, without any page: find them, read them, answer in them."""
