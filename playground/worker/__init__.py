"""The worker process: it trains for the jobs table, in a process of its own. docs/jobs.md lists the messages."""
