"""A real S3 server on loopback, moto's, that counts what it serves."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, NamedTuple

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

RIGHTS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",  # else botocore asks a host of Amazon's network for rights
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "no_proxy": "127.0.0.1",
}


class Answered(NamedTuple):
    """A request that was answered: what was asked, and the bytes that went either way."""

    method: str
    path: str
    query: str
    received: int
    served: int


class S3Server:
    """The server: `answered` grows with each request; `before` is called with method, path and query of each."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # default INFO: a line a request
        self.answered: list[Answered] = []
        self.before: Callable[[str, str, str], None] = lambda method, path, query: None
        self._moto = DomainDispatcherApplication(create_backend_app)
        self.server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.variables = {**RIGHTS, "AWS_ENDPOINT_URL": self.url}
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]
        self.before(*asked)
        body = b"".join(self._moto(environ, start_response))
        served = 0 if asked[0] == "HEAD" else len(body)
        self.answered.append(Answered(*asked, int(environ.get("CONTENT_LENGTH") or 0), served))
        return [body]

    def served(self, name: str) -> int:
        """How many bytes of the file `name` were served."""
        return sum(one.served for one in self.answered if one.method == "GET" and one.path.endswith(f"/{name}"))

    def turn_a_bit(self, bucket: str, key: str, offset: int) -> None:
        """Changes a bit of a file, under the same name, size and metadata."""
        held = self.client.get_object(Bucket=bucket, Key=key)
        data = bytearray(held["Body"].read())
        data[offset] ^= 1
        self.client.put_object(Bucket=bucket, Key=key, Body=bytes(data), Metadata=held["Metadata"])


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """The server while it runs."""
    server = S3Server()
    thread = Thread(target=server.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.server.shutdown()
        thread.join()
