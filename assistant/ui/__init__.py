"""What people see and click: with `app.py`, the only place that knows Chainlit."""
