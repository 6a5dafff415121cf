"""The people who work here, without any web: accounts and rights, signing in, invitations, the audit log."""
