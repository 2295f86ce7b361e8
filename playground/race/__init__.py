"""What a race is to everybody above the trainer: menus, names, verdicts in words, result files, examples."""
