# Der Postausgang einer Vorführung.
outbox-title = Postausgang der Vorführung
outbox-intro = Diese Nachrichten wären verschickt worden. Sie liegen nur im Speicher und sind weg, wenn die Vorführung endet.
outbox-empty = Noch gibt es keine Nachricht.
outbox-caption = Nachrichten, die neueste zuerst
outbox-message = Nachricht
outbox-to = An
outbox-when = Wann
outbox-text = Text
