"""Judges a webhook with the verifier of Stripe's own library: BODY HEADER SECRET, says the event's kind."""

import sys

import stripe

body, header, secret = sys.argv[1:4]
try:
    print(stripe.Webhook.construct_event(body, header, secret, tolerance=10**9)["type"])
except stripe.SignatureVerificationError:
    print("refused")
