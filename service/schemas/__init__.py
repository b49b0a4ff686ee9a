"""The shapes of requests and answers on the wire."""
