"""What stands around every page: menu, link, visitor, races in the background."""
