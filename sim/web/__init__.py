"""The what-if page: a server on this machine that answers while somebody moves a scenario's figures.

It holds no logic of its own: what is asked goes to `sim.experiments.whatif`, and the browser draws the
answer.
"""
