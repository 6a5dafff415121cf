"""Who sent this, by what only they can know: over the bytes as they came, in constant time."""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256

_META = re.compile(r"sha256=([0-9a-f]{64})", re.ASCII)
_ZALO = re.compile(r"\s*(?:mac\s*=\s*)?([0-9a-fA-F]{64})\s*", re.ASCII)


def is_meta(body: bytes, headers: Mapping[str, str], app_secret: str) -> bool:
    """`X-Hub-Signature-256: sha256=<hex>`; the older header and any other algorithm count as none."""
    shown = _META.fullmatch(headers.get("x-hub-signature-256", ""))
    return shown is not None and _same(shown[1], hmac.new(app_secret.encode(), body, sha256).hexdigest())


def zalo_mac(first: str, body: bytes, timestamp: str, oa_secret: str) -> str:
    """No HMAC: one SHA-256 over the four together."""
    return sha256(first.encode() + body + timestamp.encode() + oa_secret.encode()).hexdigest()


def is_zalo(headers: Mapping[str, str], mac: str) -> bool:
    """`X-ZEvent-Signature: mac=<hex>`, with spaces or without `mac=`."""
    shown = _ZALO.fullmatch(headers.get("x-zevent-signature", ""))
    return shown is not None and _same(shown[1].lower(), mac)


def proof(app_secret: str, access_token: str) -> str:
    """`appsecret_proof`, the same on both platforms."""
    return hmac.new(app_secret.encode(), access_token.encode(), sha256).hexdigest()


def _same(shown: str, right: str) -> bool:
    return hmac.compare_digest(shown.encode(), right.encode())
