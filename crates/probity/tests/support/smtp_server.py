"""A real SMTP server for the tests: takes every message, prints each as one line of JSON.

The first line of standard output is the port. Ends when standard input is closed.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


def part(message, kind):
    """The text of the message's part of that kind, or an empty string."""
    found = message.get_body(preferencelist=(kind,))
    return found.get_content() if found else ""


class Printer:
    """Prints what comes in."""

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = {
            "to": envelope.rcpt_tos[0],
            "subject": str(message["subject"]),
            "text": part(message, "plain"),
            "html": part(message, "html"),
        }
        print(json.dumps(line), flush=True)
        return "250 taken"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Printer(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
