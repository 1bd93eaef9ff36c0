"""Signs people in by their company's own sign-in, over OpenID Connect."""
