"""An S3 server with one bucket, for tests: prints its port, and ends when standard input does.

Arguments: the bucket; `closed` if it is to refuse every request's credentials."""

import os
import sys

bucket, mode = sys.argv[1], sys.argv[2]
# How many requests pass before credentials are looked at: these make the bucket.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "1" if mode == "closed" else "1000000000"

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{port}",
    region_name="us-east-1",
    aws_access_key_id="maker",
    aws_secret_access_key="maker",
).create_bucket(Bucket=bucket)
print(port, flush=True)
sys.stdin.read()
server.stop()
