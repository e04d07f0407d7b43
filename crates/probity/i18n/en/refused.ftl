# What whoever is refused reads.
refused-title = Requests from your network are refused for now
refused-slow-title = Please wait a moment
refused-lead = Something that looked like an attack, or like far too many requests at once, came from the network address that you use.
refused-until = We answer again from:
refused-shared = It may not have been you: many people can share an address, and devices are misused without their owners knowing.
refused-wrong = Is this a mistake?
refused-write = Write to us. We look at it, and if it is one, we let you in again:
refused-say = Say when it happened, with the time of day. You need not say who you are.
refused-policy = Our privacy policy stays open to you
