"""What stands between the spider and the network: private addresses, foreign hosts and budgets."""
