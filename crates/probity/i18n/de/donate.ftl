# Einmal geben.
donate-title = Spenden
donate-about = Unterstützen Sie die Stiftung einmalig mit einer Karte. Bei jeder Frage steht, wozu wir sie stellen und was mit der Antwort geschieht.
donate-what = Eine Spende an { $foundation }
donate-intro = Wählen Sie, wie viel; alles Weitere steht Ihnen frei. Mit dem Absenden stimmen Sie der <a href="{ $policy }">Datenschutzerklärung vom { $date }</a> zu; das wird mit Ihren Angaben festgehalten.
donate-named = Sie dürfen mich unter Ihren Spendern nennen
donate-named-hint = Sonst bleibt Ihre Spende anonym: Ihr Name steht in unseren Büchern und nirgends sonst.
donate-card = Sie bezahlen auf der Seite des Kartenanbieters, die als Nächstes kommt. Die Nummer Ihrer Karte erreicht uns nie.
donate-button = Weiter zum Bezahlen
donate-currency-unknown = Wählen Sie eine der Währungen
donate-amount-empty = Geben Sie einen Betrag ein
donate-amount-digits = Schreiben Sie den Betrag mit den Ziffern 0 bis 9
donate-amount-shape = Schreiben Sie den Betrag so: { $example }
donate-amount-little = Geben Sie einen Betrag über 0 ein
donate-amount-much = Das ist mehr, als eine Karte auf einmal geben kann; schreiben Sie uns wegen einer Überweisung
donate-amount-whole = { $currency } hat keine Nachkommastellen: Geben Sie eine ganze Zahl ein
donate-amount-decimals = Geben Sie in { $currency } höchstens { $count } Nachkommastellen ein
donate-amount-fine = Geben Sie einen Betrag ein, dessen letzte Nachkommastelle 0 ist
donate-closed = Spenden mit Karte nehmen wir zurzeit nicht an.
donate-closed-contact = Wenn Sie auf anderem Weg spenden möchten, schreiben Sie an <a href="mailto:{ $contact }">{ $contact }</a>.
donate-what-fee = Ein Jahr Mitgliedschaft: { $foundation }
