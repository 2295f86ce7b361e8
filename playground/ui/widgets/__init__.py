"""Controls and pieces that several pages share."""
