"""What stands between the network and the dashboard: who is let in, how much is taken, what browsers are told."""
