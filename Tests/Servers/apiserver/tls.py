"""Certificates that last two days, made with the openssl that stands in PATH."""

import pathlib
import ssl
import subprocess

NAMES = "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.test"


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def certificate(directory, name, subject, authority=None, extensions=()):
    """(certificate, key): signed by `authority`, or by itself."""
    key, file = directory / f"{name}.key", directory / f"{name}.crt"
    issuer = ["-CA", f"{authority}.crt", "-CAkey", f"{authority}.key"] if authority else []
    constraint = f"basicConstraints=critical,CA:{'FALSE' if authority else 'TRUE'}"
    more = [argument for extension in (constraint, *extensions) for argument in ("-addext", extension)]
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", *issuer,
            "-subj", subject, *more, "-keyout", key, "-out", file)
    return str(file), str(key)


class Authority:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.server_ca, _ = certificate(self.directory, "server-ca", "/CN=server-ca")
        self.client_ca, _ = certificate(self.directory, "client-ca", "/CN=client-ca")
        self.server = certificate(
            self.directory, "server", "/CN=kube-apiserver", self.directory / "server-ca", (NAMES,))

    def client(self, user, groups=(), file=None):
        """A client certificate; one from a stranger's authority where `user` is None."""
        subject = "".join(f"/O={group}" for group in groups) + f"/CN={user}"
        return certificate(self.directory, file or f"client-{user}", subject, self.directory / "client-ca",
                           ("extendedKeyUsage=clientAuth",))

    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.server)
        context.load_verify_locations(self.client_ca)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.set_alpn_protocols(["http/1.1"])
        return context
