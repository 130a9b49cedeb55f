"""The programs of Zhuli: one package per service, the gateway over them and the cli over all."""
