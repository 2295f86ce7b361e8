"""The worker process: it trains for the jobs table, in a process of its own. docs/background.md lists the messages."""
