"""The objects, their versions, and what happened to them."""

import base64
import bisect
import collections
import dataclasses
import json
import threading
import uuid

from apiserver.status import conflict, exists, expired


@dataclasses.dataclass(frozen=True)
class Event:
    version: int
    key: tuple
    kind: str
    object: dict
    previous: dict | None


class Store:
    """No object that stands in here is ever changed: another takes its place."""

    def __init__(self, history, seed):
        self.changed = threading.Condition(threading.RLock())
        self.version = 1000
        self.objects = collections.defaultdict(dict)
        self.events = collections.deque()
        self.history = history
        # Changes up to this version are forgotten.
        self.forgotten = self.version
        self.tokens = {}
        self.next_token = 0
        self.seed, self.next_uid = seed, 0

    def uid(self):
        """Deterministic: the same requests make the same uids, as long as the seed is the same."""
        with self.changed:
            self.next_uid += 1
            return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.seed}/{self.next_uid}"))

    def get(self, key, namespace, name):
        with self.changed:
            return self.objects[key].get((namespace or "", name))

    def put(self, resource, object, expected):
        """Stores `object` in the place of `expected` (None: of nothing); a conflict where something else is there."""
        metadata = object["metadata"]
        place = (metadata.get("namespace", ""), metadata["name"])
        with self.changed:
            there = self.objects[resource.key].get(place)
            if there is not expected:
                raise exists(resource, place[1]) if expected is None else conflict(resource, place[1])
            stored = self.stamped(object)
            self.objects[resource.key][place] = stored
            self.note(resource.key, "MODIFIED" if there else "ADDED", stored, there)
            return stored

    def remove(self, resource, expected):
        metadata = expected["metadata"]
        place = (metadata.get("namespace", ""), metadata["name"])
        with self.changed:
            if self.objects[resource.key].get(place) is not expected:
                raise conflict(resource, place[1])
            last = self.stamped(expected)
            del self.objects[resource.key][place]
            self.note(resource.key, "DELETED", last, expected)
            return last

    def stamped(self, object):
        self.version += 1
        return {**object, "metadata": {**object["metadata"], "resourceVersion": str(self.version)}}

    def note(self, key, kind, object, previous):
        self.events.append(Event(self.version, key, kind, object, previous))
        while len(self.events) > self.history:
            self.forgotten = self.events.popleft().version
        self.changed.notify_all()

    def compact(self):
        """Forgets what happened, so that watches from the past must list again, and ends lists that go on."""
        with self.changed:
            self.events.clear()
            self.forgotten = self.version
            self.tokens.clear()

    def all(self, key, namespace=None):
        with self.changed:
            places = sorted(self.objects[key])
            return [self.objects[key][place] for place in places if not namespace or place[0] == namespace]

    def page(self, key, namespace, limit, token, matches):
        """(objects, version, the token of the next page or None, how many remain)."""
        with self.changed:
            if token:
                rest, version = self.resume(token)
            else:
                rest, version = [object for object in self.all(key, namespace) if matches(object)], self.version
            if not limit or len(rest) <= limit:
                return rest, version, None, 0
            self.next_token += 1
            text = base64.urlsafe_b64encode(json.dumps({"v": version, "n": self.next_token}).encode()).decode()
            self.tokens[text] = (rest[limit:], version)
            # Clients that go away leave theirs behind.
            while len(self.tokens) > 1000:
                del self.tokens[next(iter(self.tokens))]
            return rest[:limit], version, text, len(rest) - limit

    def resume(self, token):
        if token not in self.tokens:
            raise expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new"
                " list without the continue parameter.")
        return self.tokens[token]

    def since(self, version, key):
        """The events after `version`; None where some are forgotten."""
        with self.changed:
            if version < self.forgotten:
                return None
            first = bisect.bisect_right(self.events, version, key=lambda event: event.version)
            return [event for event in list(self.events)[first:] if event.key == key]

    def dependents(self, uid):
        """(key, object) of all that name `uid` as an owner."""
        with self.changed:
            return [
                (key, object) for key, places in self.objects.items() for object in list(places.values())
                if any(owner.get("uid") == uid for owner in object["metadata"].get("ownerReferences") or [])
            ]
