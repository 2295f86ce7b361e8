"""The nn.Module face of the losses: one class each, a drop-in for nn.CrossEntropyLoss.."""
