"""The staff desk: pages for the people of the spa, made on the server; thin over spa/ and the gateway's tables."""
