"""Mail: what a letter looks like, and handing it to a mail server."""
