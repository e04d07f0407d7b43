# The public ledger.
ledger-title = The public ledger
ledger-lead = Each time personal information is collected, used, shown, sent, disclosed, corrected or erased, an entry is written before it happens. This page lets anyone check that none was changed or taken out afterwards.
ledger-size = { $size ->
    [one] { $size } entry
   *[other] { $size } entries
}
ledger-checkpoint-title = The checkpoint
ledger-checkpoint = A checkpoint is a signed statement of how many entries there are and of the one number, the root, that all of them together produce. Change a single letter in any entry and the root is another. Keep a copy of today’s: it commits us.
ledger-checkpoint-label = The checkpoint
ledger-name = Name
ledger-root = Root
ledger-key = Public key
ledger-public-title = What is public, and what is not
ledger-public = Public are the numbers: for each entry a sealed commitment, in files after the C2SP formats <a href="https://c2sp.org/tlog-tiles">tlog-tiles</a>, <a href="https://c2sp.org/tlog-checkpoint">tlog-checkpoint</a> and <a href="https://c2sp.org/signed-note">signed-note</a>. What an entry says is read by the person it is about, and by nobody who is not named in the policy.
ledger-check-title = How to check it yourself
ledger-check-signature = Fetch <a href="/ledger/checkpoint"><code>/ledger/checkpoint</code></a> and check its signature with the public key above.
ledger-check-tiles = Fetch the tiles it covers, for instance <a href="{ $tile }"><code>{ $tile }</code></a>, and compute the root from them.
ledger-check-again = Next week, check that the new checkpoint continues the one you kept.
ledger-check-yours = Members: <a href="/account/data#entries">your own entries</a> each come with a proof that they are in the tree, and are numbered without a gap.
