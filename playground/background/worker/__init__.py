"""The worker process: it trains for the server, in a process of its own. docs/background.md lists the messages."""
