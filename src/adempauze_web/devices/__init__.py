"""Phones at home: a certificate for this network, and the devices that were paired."""
