# The outbox of a demonstration.
outbox-title = Demo outbox
outbox-intro = These messages would have been mailed. They are kept in memory only, and are gone when the demonstration ends.
outbox-empty = There is no message yet.
outbox-caption = Messages, newest first
outbox-message = Message
outbox-to = To
outbox-when = When
outbox-text = Text
