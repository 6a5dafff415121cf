"""Messenger and Zalo: signed webhooks in, one queue of deliveries out; what differs stands in a package for each."""
