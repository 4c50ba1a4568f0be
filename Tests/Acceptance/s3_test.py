"""Evidence in a bucket: pushed, listed and judged against moto's S3, which checks every signature and permission."""

import base64
import contextlib
import hashlib
import http.client
import http.server
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from support import ROOT, SKIPPED, expect, free_port, make_certificates, run, webhook

DEMO = ROOT / "examples/demo/production"
MODEL = "s3://ml-models-prod/fraud-detector/v47/"
DIGEST = "sha256:" + "4b" * 32
BUCKET = "ml-evidence"
ROOT_KEYS = {"aws_access_key_id": "bootstrap", "aws_secret_access_key": "bootstrap", "region_name": "us-east-1"}

# Keys that tools get wrong: each must survive listing, signing and reading.
ODD_KEYS = [
    "a b/eval 1.dsse.json", "a+b/eval+1.dsse.json", "a%2Fb/50%.dsse.json", "modèle/評価-🙂.dsse.json",
    "region=emea/~user/x=~.dsse.json", "a/../b/./c.dsse.json", "!*'();:@&=+$,[]^`{|}.dsse.json", "tab\tx.dsse.json",
    "<&>\"'.dsse.json", "a?b#c.dsse.json", "A.DSSE.JSON", "a\\b.dsse.json",
]


def clean_environment(**more):
    """Of this process, without what would give it credentials for AWS."""
    return {**{name: "" for name in os.environ if name.startswith("AWS_")}, "HOME": "/nonexistent", **more}


class Moto:
    """moto's server; from `strict` on it checks signatures and permissions."""

    def __init__(self, *options, scheme="http"):
        self.port = free_port()
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port), *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def wait(self, ca=None):
        import ssl

        context = ssl.create_default_context(cafile=ca) if ca else None
        for _ in range(400):
            expect(self.process.poll() is None, "moto's server ended")
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/moto-api/", timeout=5, context=context).close()
                return self
            time.sleep(0.05)
        raise AssertionError("moto's server did not start")

    def strict(self):
        request = urllib.request.Request(f"{self.url}/moto-api/reset-auth", data=b"0", method="POST", headers={"Content-Type": "text/plain"})
        urllib.request.urlopen(request, timeout=10).close()

    def stop(self):
        self.process.kill()
        self.process.wait()


def allow(*actions):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})


class Site:
    """A versioned bucket, users of three kinds, keys, and policies that read the bucket."""

    def __init__(self, directory, moto):
        import boto3

        self.directory, self.moto = directory, moto
        admin = boto3.client("iam", endpoint_url=moto.url, **ROOT_KEYS)
        self.reader = self.user(admin, "reader", "s3:ListBucket", "s3:GetObject", "sts:AssumeRole")
        self.writer = self.user(admin, "writer", "s3:PutObject", "s3:GetObject")
        self.stranger = self.user(admin, "stranger", "sts:GetCallerIdentity")
        everything = self.user(admin, "admin", "s3:*", "sts:*", "iam:*")
        trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
        admin.create_role(
            RoleName="gate", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
        admin.put_role_policy(RoleName="gate", PolicyName="p", PolicyDocument=allow("s3:ListBucket", "s3:GetObject"))
        moto.strict()
        keys = {"aws_access_key_id": everything[0], "aws_secret_access_key": everything[1], "region_name": "us-east-1"}
        self.s3 = boto3.client("s3", endpoint_url=moto.url, **keys)
        self.sts = boto3.client("sts", endpoint_url=moto.url, **keys)
        self.iam = boto3.client("iam", endpoint_url=moto.url, **keys)
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for name in ("eval-runner", "trainer"):
            status, _, errors = run("keygen", "--output", str(directory / name))
            expect(status == 0, errors)

    @staticmethod
    def user(admin, name, *actions):
        admin.create_user(UserName=name)
        admin.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=allow(*actions))
        key = admin.create_access_key(UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    def assume(self):
        role = "arn:aws:iam::123456789012:role/gate"
        return self.sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]

    def policies(self, name, prefix, **source):
        """A directory of policies whose evidence lies below `prefix`."""
        policies = self.directory / name
        (policies / "keys").mkdir(parents=True, exist_ok=True)
        for role in ("eval-runner", "trainer"):
            (policies / "keys" / f"{role}.pub").write_text((self.directory / f"{role}.pub").read_text())
        place = {
            "bucket": BUCKET, "prefix": prefix, "endpoint": self.moto.url, "networks": ["127.0.0.1/32"],
            "plainHTTP": self.moto.url.startswith("http:"), **source,
        }
        text = (ROOT / "Tests/Fixtures/evidence/production.yaml").read_text()
        text = text.replace("{name: git}", "{name: bucket}")
        text = text.replace("{directory: {path: evidence}}", json.dumps({"s3": place}))
        (policies / "production.yaml").write_text(text)
        return policies

    def check(self, policies, keys=None, **env):
        if keys:
            env = {"AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1], **env}
        status, output, errors = run(
            "check", "--no-evidence-cache", "--policy", str(policies), str(DEMO / "fraud-detector.yaml"),
            env=clean_environment(**env))
        for secret in [self.reader[1], self.writer[1], self.stranger[1], *env.get("SECRETS", "").split()]:
            expect(secret not in output + errors, "a secret stands in the output")
        return status, output + errors

    def attest(self, kind, *options, keys=None, **env):
        key = "eval-runner" if kind == "evaluation" else "trainer"
        common = ("--subject", MODEL, "--digest", DIGEST, "--key", str(self.directory / f"{key}.key"))
        if kind == "evaluation":
            about = ("--metrics", str(DEMO / "metrics/v47.json"), "--dataset", f"fraud-eval={DEMO / 'data/eval.csv'}")
        else:
            source = "git+https://git.corp/ml/fraud@3f786850e387550fdab836ed7e6dc881de23001b"
            about = (
                "--source", source, "--dataset", str(DEMO / "data/train.csv"), "--seed", "1", "--parameter", "a=b")
        if keys:
            env = {"AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1], **env}
        return run("attest", kind, *common, *about, *options, env=clean_environment(**env), cwd=self.directory)

    def push(self, kind, prefix):
        endpoint = (
            "--push-endpoint", self.moto.url, "--push-network", "127.0.0.1/32", "--push-plain-http")
        return self.attest(kind, "--push", f"s3://{BUCKET}/{prefix}", *endpoint, keys=self.writer)


def pushed_is_judged(site):
    policies = site.policies("pushed", "fraud/")
    status, output = site.check(policies, site.reader)
    expect(status == 1 and "evaluation.missing" in output, output)
    status, output, errors = site.push("evaluation", "fraud/")
    expect(status == 0, errors)
    place = output.splitlines()[0].removeprefix("pushed ")
    key, _, version = place.removeprefix(f"s3://{BUCKET}/").partition("?versionId=")
    head = site.s3.head_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    content = site.s3.get_object(Bucket=BUCKET, Key=key, VersionId=version)["Body"].read()
    checksum = hashlib.sha256(content)
    expect(head["VersionId"] == version, "the version that is printed is the one that lies there")
    expect(head["ChecksumSHA256"] == base64.b64encode(checksum.digest()).decode(), head)
    expect(checksum.hexdigest()[:12] in key, "its name holds its digest")
    expect(not (site.directory / "evidence").exists(), "no file is written beside a push")
    # The place and the way there may come from the policy's own source.
    status, output, errors = site.attest(
        "lineage", "--push-source", "bucket", "--policy", str(policies), "--output", str(site.directory / "made"),
        keys=site.writer)
    expect(status == 0 and f"pushed s3://{BUCKET}/fraud/lineage-" in output and "wrote " in output, output + errors)
    status, output = site.check(policies, site.reader)
    expect(status == 0, output)


def pushing_fails(site):
    prefix = f"s3://{BUCKET}/x/"
    there = ("--push-network", "127.0.0.1/32", "--push-plain-http", "--push-endpoint", site.moto.url)
    cases = [
        (("--push", prefix, *there), site.reader, "do not allow s3:PutObject"),
        (("--push", "s3://no-such-bucket/x/", *there), site.writer, "NoSuchBucket"),
        (("--push", prefix, "--push-endpoint", site.moto.url), site.writer, "plainHTTP"),
        (("--push", prefix, "--push-endpoint", site.moto.url, "--push-plain-http"), site.writer, "networks"),
        (("--push", "gs://bucket/x/"), site.writer, "neither s3://"),
        (("--push", "s3:///x/"), site.writer, "bucket"),
        (("--push", prefix, *there), None, "AWS_ACCESS_KEY_ID"),
        (("--push-source", "bukket", "--policy", str(site.policies("push", "x/"))), site.writer, "bucket"),
    ]
    for options, keys, words in cases:
        status, output, errors = site.attest("evaluation", *options, keys=keys)
        expect(status == 2 and words in errors, f"{options}: {status} {output} {errors}")
        said = [line for line in errors.splitlines() if not line.startswith("note: ")]
        expect(len(said) == 1 and said[0].startswith("error: "), errors)


def odd_keys(site):
    for key in ODD_KEYS:
        site.s3.put_object(Bucket=BUCKET, Key=f"odd/{key}", Body=b'{"payloadType": 1}')
    site.s3.put_object(Bucket=BUCKET, Key="odd/model.safetensors", Body=b"no evidence")
    site.s3.put_object(Bucket=BUCKET, Key="odd/", Body=b"")
    status, output, errors = run(
        "doctor", "--no-evidence-cache", "--policy", str(site.policies("odd", "odd/")), "--format", "json",
        env=clean_environment(AWS_ACCESS_KEY_ID=site.reader[0], AWS_SECRET_ACCESS_KEY=site.reader[1]))
    text = output.replace("\\u{9}", "\\t")
    for key in ODD_KEYS:
        # Each was read: what is said of it is that it is no envelope.
        shown = json.dumps(key, ensure_ascii=False)[1:-1]
        expect(shown in text or json.dumps(shown, ensure_ascii=False)[1:-1] in text, f"{key}: {status} {output} {errors}")
    for wrong in ("404", "changed", "403", "safetensors", "could not be read"):
        expect(wrong not in text, f"{wrong}: {output}")


def failures(site):
    policies = site.policies("failures", "fraud/")
    wrong = (site.reader[0], "wrong-secret-that-nobody-may-see")
    cases = [
        (policies, {"keys": wrong, "SECRETS": wrong[1]}, "SignatureDoesNotMatch"),
        (policies, {"keys": ("AKIANOBODY", "x")}, "InvalidAccessKeyId"),
        (policies, {"keys": site.stranger}, "do not allow s3:ListBucket"),
        (policies, {}, "AWS_WEB_IDENTITY_TOKEN_FILE"),
        (site.policies("nobucket", "x/", bucket="no-such-bucket"), {"keys": site.reader}, "NoSuchBucket"),
        (site.policies("nofile", "x/", credentialsFile="../missing"), {"keys": site.reader}, "missing"),
        (site.policies("private", "x/", networks=["10.0.0.0/8"]), {"keys": site.reader}, "loopback"),
        (site.policies("nobody", "x/", endpoint="http://127.0.0.1:1"), {"keys": site.reader}, "127.0.0.1:1"),
    ]
    for directory, how, words in cases:
        status, output = site.check(directory, **how)
        expect(status == 2, f"{words}: undecided, never missing: {status} {output}")
        expect(words in output and "s3://" in output, f"{words}: {output}")
        expect("<" not in output.replace("<unknown>", ""), f"nothing of an answer's body: {output}")


def credentials(site):
    policies = site.policies("pushed", "fraud/")
    session = site.assume()
    keys = (session["AccessKeyId"], session["SecretAccessKey"])
    status, output = site.check(policies, keys, AWS_SESSION_TOKEN=session["SessionToken"])
    expect(status == 0, f"a session token: {output}")
    status, output = site.check(policies, keys, AWS_SESSION_TOKEN="FwoGZXIvYXdzEXAMPLE//wrong", SECRETS="FwoGZXIvYXdzEXAMPLE")
    expect(status == 2 and "InvalidToken" in output, output)
    # A profile in a file that the policy names, before anything of the environment.
    file = site.directory / "aws-credentials"
    file.write_text(f"[default]\naws_access_key_id = x\n[gate]\naws_access_key_id={site.reader[0]}\naws_secret_access_key={site.reader[1]}\n")
    named = site.policies("profile", "fraud/", credentialsFile="../aws-credentials", profile="gate")
    status, output = site.check(named, ("AKIANOBODY", "x"))
    expect(status == 0, f"a profile: {output}")
    status, output = site.check(policies, AWS_SHARED_CREDENTIALS_FILE=str(file), AWS_PROFILE="gate")
    expect(status == 0, f"AWS_PROFILE: {output}")


@contextlib.contextmanager
def serving(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def identities(site):
    """What a cluster gives a pod: a web identity (IRSA), and a container's own service (Pod Identity, ECS)."""
    policies = site.policies("pushed", "fraud/")
    token = site.directory / "token"
    token.write_text("a.web.token+/=&\n")
    role = "arn:aws:iam::123456789012:role/gate"
    asked = []

    class Service(Quiet):
        def do_POST(self):
            from urllib.parse import parse_qs

            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            asked.append(form)
            if form.get("WebIdentityToken") != "a.web.token+/=&" or form.get("RoleArn") != role:
                error = "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>SECRET</Message></Error></ErrorResponse>"
                return self.reply(400, error.encode(), "text/xml")
            made = site.assume()
            inside = "".join(f"<{name}>{made[name]}</{name}>" for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
            inside += f"<Expiration>{made['Expiration'].strftime('%Y-%m-%dT%H:%M:%SZ')}</Expiration>"
            name = "AssumeRoleWithWebIdentity"
            xml = f'<{name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{name}Result><Credentials>{inside}</Credentials></{name}Result></{name}Response>'
            self.reply(200, xml.encode(), "text/xml")

        def do_GET(self):
            if self.headers.get("Authorization") != "pod-token":
                return self.reply(401, b"SECRET")
            made = site.assume()
            body = {
                "AccessKeyId": made["AccessKeyId"], "SecretAccessKey": made["SecretAccessKey"],
                "Token": made["SessionToken"], "Expiration": made["Expiration"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            self.reply(200, json.dumps(body).encode())

    with serving(Service) as url:
        identity = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ENDPOINT_URL_STS": url}
        status, output = site.check(policies, AWS_ROLE_ARN=role, **identity)
        expect(status == 0, output)
        expect(len(asked) == 1 and asked[0]["Version"] == "2011-06-15", f"asked once for all requests: {asked}")
        status, output = site.check(policies, AWS_ROLE_ARN=role + "-other", SECRETS="SECRET", **identity)
        expect(status == 2 and "InvalidIdentityToken" in output, output)
        (site.directory / "pod-token").write_text("pod-token\n")
        pod = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/v1/credentials"}
        status, output = site.check(
            policies, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(site.directory / "pod-token"), **pod)
        expect(status == 0, output)
        status, output = site.check(policies, AWS_CONTAINER_AUTHORIZATION_TOKEN="other", SECRETS="SECRET", **pod)
        expect(status == 2 and "401" in output, output)


def replaced_while_read(site):
    """What takes an object's place between listing and reading is never taken for it."""
    for kind in ("evaluation", "lineage"):
        status, _, errors = site.push(kind, "moving/")
        expect(status == 0, errors)
    keys = [found["Key"] for found in site.s3.list_objects_v2(Bucket=BUCKET, Prefix="moving/")["Contents"]]
    key = next(key for key in keys if "evaluation" in key)
    good = site.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    reads, moves = [], [1]

    class Between(Quiet):
        def do_GET(self):
            if "list-type" not in self.path and "evaluation" in self.path:
                reads.append(self.headers.get("If-Match"))
                if moves[0] > 0:
                    moves[0] -= 1
                    # JSON may have spaces behind it: another content, and still an envelope.
                    site.s3.put_object(Bucket=BUCKET, Key=key, Body=good + b" " * len(reads))
            to = http.client.HTTPConnection("127.0.0.1", site.moto.port, timeout=30)
            to.putrequest("GET", self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                to.putheader(name, value)
            to.endheaders()
            answer = to.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "connection", "transfer-encoding", "server", "date"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            to.close()

    with serving(Between) as url:
        policies = site.policies("moving", "moving/", endpoint=url)
        status, output = site.check(policies, site.reader)
        expect(status == 0, f"listed anew, it counts: {output}")
        expect(len(reads) == 2 and all(reads) and reads[0] != reads[1], f"each read names what was listed: {reads}")
        moves[0] = 1000
        status, output = site.check(policies, site.reader)
        expect(status == 2 and "changed" in output, f"a bucket that never stands still decides nothing: {output}")


def many_pages(site):
    def put(numbers):
        for number in numbers:
            site.s3.put_object(Bucket=BUCKET, Key=f"many/{number:04} é+.txt", Body=b"x")

    threads = [threading.Thread(target=put, args=(range(start, 1100, 8),)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Behind a thousand keys that are passed over.
    for key in site.s3.list_objects_v2(Bucket=BUCKET, Prefix="fraud/")["Contents"]:
        site.s3.copy_object(Bucket=BUCKET, Key=f"many/z/{key['Key']}", CopySource={"Bucket": BUCKET, "Key": key["Key"]})
    status, output = site.check(site.policies("many", "many/"), site.reader)
    expect(status == 0, output)


def rotated_while_served(site):
    """Keys that are replaced under a running webhook: what is known goes on to count, and the new ones need no restart."""
    file = site.directory / "rotating"

    def write(keys):
        draft = file.with_suffix(".draft")
        draft.write_text(f"[default]\naws_access_key_id = {keys[0]}\naws_secret_access_key = {keys[1]}\n")
        os.replace(draft, file)

    def up(server):
        found = re.search(r'^pedigree_evidence_source_up\{source="bucket"\} (\S+)$', server.get("/metrics")[1], re.M)
        return found and float(found[1])

    def wait_for(server, value, what):
        for _ in range(600):
            if up(server) == value:
                return
            time.sleep(0.05)
        raise AssertionError(f"{what}: {server.get('/metrics')[1]} {server.log.read_text()}")

    write(site.reader)
    with webhook(site.policies("served", "fraud/", credentialsFile="../rotating", refresh="1s")) as (server, directory):
        def allowed():
            return server.post_all([DEMO / "review.json"], directory)[0]["response"]["allowed"]

        wait_for(server, 1, "the bucket is read")
        expect(allowed(), server.log.read_text())
        new = site.iam.create_access_key(UserName="reader")["AccessKey"]
        site.iam.delete_access_key(UserName="reader", AccessKeyId=site.reader[0])
        wait_for(server, 0, "the old keys open nothing any more")
        expect(allowed(), "what was read before goes on to count")
        site.reader = (new["AccessKeyId"], new["SecretAccessKey"])
        write(site.reader)
        wait_for(server, 1, "the new keys count without a restart")
        log = server.log.read_text()
        expect("InvalidAccessKeyId" in log and new["SecretAccessKey"] not in log, log)


def over_tls(site, directory):
    ca, chain, key = make_certificates(directory)
    moto = Moto("-s", "-c", chain, "-k", key, scheme="https")
    try:
        moto.wait(ca)
        import boto3

        s3 = boto3.client("s3", endpoint_url=moto.url, verify=ca, **ROOT_KEYS)
        s3.create_bucket(Bucket=BUCKET)
        for found in site.s3.list_objects_v2(Bucket=BUCKET, Prefix="fraud/")["Contents"]:
            s3.put_object(
                Bucket=BUCKET, Key=found["Key"], Body=site.s3.get_object(Bucket=BUCKET, Key=found["Key"])["Body"].read())
        source = {"endpoint": moto.url, "plainHTTP": False}
        status, output = site.check(site.policies("tls", "fraud/", caFile=ca, **source), site.reader)
        expect(status == 0, output)
        status, output = site.check(site.policies("notls", "fraud/", **source), site.reader)
        expect(status == 2 and "certificate" in output and "caFile" in output, output)
        options = ("--push", f"s3://{BUCKET}/tls/", "--push-endpoint", moto.url, "--push-network", "127.0.0.1/32")
        status, output, errors = site.attest("evaluation", *options, "--push-ca-file", ca, keys=site.writer)
        expect(status == 0 and f"pushed s3://{BUCKET}/tls/" in output, output + errors)
    finally:
        moto.stop()


def main():
    if any(importlib.util.find_spec(name) is None for name in ("moto", "boto3", "flask")):
        print("moto's server is not here: scripts/python-tools.sh installs it")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    moto = Moto()
    try:
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            site = Site(directory, moto.wait())
            pushed_is_judged(site)
            pushing_fails(site)
            odd_keys(site)
            failures(site)
            credentials(site)
            identities(site)
            replaced_while_read(site)
            many_pages(site)
            rotated_while_served(site)
            over_tls(site, directory)
    finally:
        moto.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
