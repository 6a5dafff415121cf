"""The master keys of the tests' databases."""

from spa.sealing import MasterKeys

DATA_KEY = "of the tests"
KEYS = MasterKeys([DATA_KEY])
