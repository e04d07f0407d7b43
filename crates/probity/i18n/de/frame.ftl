# Was um jede Seite herum steht.
frame-skip = Zum Inhalt springen
frame-demo = Vorführung
frame-demo-note = Dies ist eine Vorführung: Keine Post verlässt diesen Rechner. <a href="/demo/outbox">Lesen Sie, was verschickt worden wäre</a>
frame-main-menu = Hauptmenü
frame-footer = Fußzeile
frame-privacy = Datenschutz
frame-policy = Datenschutzerklärung
frame-ledger = Protokoll
frame-public-ledger = Öffentliches Protokoll
frame-join = Mitglied werden
frame-donate = Spenden
frame-sign-in = Anmelden
frame-sign-out = Abmelden
frame-account = Konto
frame-desk = Arbeitsplatz
frame-contact = Ist etwas über Sie falsch, oder wird es falsch verwendet? Schreiben Sie an <a href="mailto:{ $contact }">{ $contact }</a>.
frame-updated = Datenschutzerklärung zuletzt geändert am { $date }.
frame-noscript = Sie lesen dies ohne JavaScript. Alles funktioniert; Uhrzeiten stehen in UTC, solange Sie keine Zeitzone wählen.
frame-crumbs = Wo Sie sind
