"""The pages that look into a finished race, or into a visitor's own model: nothing here trains."""
