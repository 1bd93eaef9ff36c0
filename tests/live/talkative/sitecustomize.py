"""Has every logger of a server say all it can, whatever levels the libraries set; Python finds it on its path."""

import logging

logging.Logger.isEnabledFor = lambda _logger, _level: True
logging.Logger.getEffectiveLevel = lambda _logger: logging.DEBUG
