"""The channels: their rules, and the whole way of a message over real wires."""
