"""Zalo Official Accounts: what their webhooks tell, how a message is sent, and the tokens that this needs."""
