"""Connections: how do we reach somebody?"""
