"""The whole service while its processes are killed: nothing is lost, nothing is done twice, nothing is left behind."""
