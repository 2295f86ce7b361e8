"""What a loss does, as numbers: the registry's own functions evaluated along p_t, over a simplex, or step by step.

There is one implementation of every loss, the one that trains; torch is imported when a curve is asked for.
"""
