# The proof of one entry.
proof-title = Proof of entry { $index }
proof-place = Number { $number } of the entries about you, entry { $index } of the ledger.
proof-checked = We have just checked it: the entry, its path and the signed root agree.
proof-how-title = Check it without us
proof-how-commitment = The commitment is the SHA-256 of the text <code>probity commitment v1</code>, the salt, and the SHA-256 of the entry’s bytes. Only you are shown the salt.
proof-how-leaf = The leaf is the commitment followed by the binding; its hash is SHA-256 of a zero byte and those 64 bytes (RFC 6962).
proof-how-path = Hash the leaf with each number of the path, in order, to arrive at the root in the checkpoint.
proof-entry = The entry, its bytes in base64
proof-salt = Salt
proof-commitment = Commitment
proof-binding = Binding
proof-leaf = Hash of the leaf
proof-path = Path and checkpoint, as a C2SP tlog-proof
proof-path-label = The proof
proof-key = Public key of the ledger
proof-account = Your account
proof-uses = Who used it, and why
