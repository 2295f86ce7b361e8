"""What losses share of their numpy side: what their logits answer, where their gradient goes. No torch."""
