"""What is written from the registry and checked in: the classes that editors see, and docs/losses.md."""
