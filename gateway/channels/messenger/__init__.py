"""Facebook Messenger: what its webhooks tell, and how its Send API takes a message."""
