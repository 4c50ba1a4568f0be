"""The parts of Tests/Servers/kubernetes.py."""
