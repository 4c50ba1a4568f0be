"""How the scenarios of misbehaving.py look in the protocol of each kind of store.

A dialect is a module with `make(Entry)`, which returns a Dialect. To add one, subclass Dialect, and name it in
Tests/EvidenceStoresTests/StoreSuite/StoreDialect.swift.
"""


class Request:
    """What a request asks for.

    kind: `listing` (faults of a scenario happen to it), `entry` (faults of `read-…` happen to it), or `other` (a token, a
    ping: always answered well).
    """

    def __init__(self, scenario, kind, name="", page=0):
        self.scenario, self.kind, self.name, self.page = scenario, kind, name, page


class Dialect:
    # Entries of one page, where the protocol has pages.
    page_size = 50

    def __init__(self, entry):
        self.entry = entry

    def parse(self, method, path, query, headers):
        """The Request, or None for what nothing answers."""
        raise NotImplementedError

    def answer(self, request, entries):
        """(status, headers, body) that a server in good health gives, where it has `entries`.

        An entry has `name`, `content` (bytes), `number` and `revision`. In the scenario `malformed-entry` the listing
        has one that is malformed besides.
        """
        raise NotImplementedError

    def endless(self, request, is_empty):
        """As `answer`, for a listing that never ends: an iterator as the body, or pages without a last one."""
        raise NotImplementedError

    def named(self, entries, name):
        return next((entry for entry in entries if entry.name == name), None)
