"""An OpenID provider of somebody else's making, which signs as well that a session is over: run with a port."""

import json
import sys
import time
from uuid import uuid4

import flask
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def provider(sessions):
    """Make the provider; ``sessions`` is each person's session there."""
    people = [oidc_provider_mock.User(sub=sub, claims={"sid": sid}) for sub, sid in sessions.items()]
    app = oidc_provider_mock.app(require_nonce=True, user_claims=people)

    @app.post("/word")
    def word():
        now, key = int(time.time()), flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        usual = {"iss": flask.request.host_url.rstrip("/"), "iat": now, "exp": now + 120}
        told = usual | {"jti": str(uuid4()), "events": {EVENT: {}}} | flask.request.get_json()
        return jwt.encode({"alg": "RS256", "typ": "logout+jwt"}, told, RSAKey.import_key(key))

    return app


if __name__ == "__main__":
    make_server(
        "localhost", int(sys.argv[1]), provider(json.loads(sys.argv[2])), threaded=True
    ).serve_forever()
