"""What all parts of an experiment have in common."""

import msgspec


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings by name; unknown names are refused."""
