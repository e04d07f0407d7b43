# Was an einer Antwort nicht stimmt, und die Seite, die zu den E-Mails schickt.
check-missing-name = Geben Sie Ihren Namen ein
check-missing-email = Geben Sie Ihre E-Mail-Adresse ein
check-missing-country = Wählen Sie das Land, in dem Sie leben
check-missing-password = Geben Sie ein Passwort ein
check-missing = { $label }: Geben Sie eine Antwort ein
check-characters = { $label }: Verwenden Sie nur Buchstaben, Ziffern und Satzzeichen
check-too-long = { $label }: höchstens { $most } Zeichen
check-too-short = { $label }: mindestens { $least } Zeichen
check-shape-email = Geben Sie eine E-Mail-Adresse wie name@example.org ein
check-shape-country = Wählen Sie Ihr Land aus der Liste
check-shape-url = Geben Sie eine Webadresse wie https://example.org ein
check-shape = { $label }: Geben Sie es in anderer Form ein
check-mail-title = Sehen Sie in Ihre E-Mails
check-mail-demo = Dies ist die Vorführung: Die Nachricht liegt im <a href="/demo/outbox">Postausgang der Vorführung</a>.
