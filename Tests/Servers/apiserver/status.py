"""What an API server says when it says no."""


class StatusError(Exception):
    def __init__(self, code, reason, message, headers=None, details=None):
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message
        self.headers, self.details = headers or {}, details

    @property
    def body(self):
        body = {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
            "reason": self.reason, "code": self.code,
        }
        if self.details:
            body["details"] = self.details
        return body


def not_found(resource, name):
    details = {"name": name, "group": resource.group, "kind": resource.name}
    return StatusError(404, "NotFound", f'{resource.qualified} "{name}" not found', details=details)


def exists(resource, name):
    return StatusError(409, "AlreadyExists", f'{resource.qualified} "{name}" already exists')


def conflict(resource, name, why="the object has been modified; please apply your changes to the latest version and try again"):
    return StatusError(409, "Conflict", f'Operation cannot be fulfilled on {resource.qualified} "{name}": {why}')


def invalid(message):
    return StatusError(422, "Invalid", message)


def bad(message):
    return StatusError(400, "BadRequest", message)


def expired(message):
    return StatusError(410, "Expired", message)


def unsupported(message):
    return StatusError(415, "UnsupportedMediaType", message)


def no_such_path():
    return StatusError(404, "NotFound", "the server could not find the requested resource")
