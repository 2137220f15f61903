"""What lies between the network and the pages: headers, bounds, logs, readiness, stopping."""
