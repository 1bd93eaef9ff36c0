"""Makes Chainlit's widget at home on any page: its script, its styles, and a page to try it on."""
