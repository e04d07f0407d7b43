# Die Einträge des Protokolls als Sätze. Worum es ging, folgt nach einem Doppelpunkt in den Worten des
# Datenverzeichnisses; deshalb haben sie hier kein Ende.
entries-given = Sie gaben uns an
entries-given-at = Sie gaben uns an, { $place }
entries-recorded = Festgehalten von { $who }
entries-recorded-at = Festgehalten von { $who }, { $place }
entries-used = Verwendet von { $who }
entries-used-for = Verwendet von { $who } (Zweck: { $purpose })
entries-shown = Gezeigt wurde { $who }
entries-shown-for = Gezeigt wurde { $who } (Zweck: { $purpose })
entries-refused = Verweigert wurde { $who }
entries-refused-for = Verweigert wurde { $who } (Zweck: { $purpose })
entries-shown-need = Gezeigt wurde { $who } (Nummer { $number }; Zweck: { $purpose }; Grund: „{ $need }“)
entries-refused-need = Verweigert wurde { $who } (Nummer { $number }; Zweck: { $purpose }; Grund: „{ $need }“)
entries-searched = Gesucht von { $who } (Nummer { $number }; Zweck: { $purpose })
entries-disclosed = Weitergegeben (Empfänger: { $receiver })
entries-disclosed-for = Weitergegeben (Empfänger: { $receiver }; Zweck: { $purpose })
entries-disclosed-because = Weitergegeben (Empfänger: { $receiver }; Zweck: { $purpose }; Grund: { $ground })
entries-corrected-you = Sie haben berichtigt
entries-corrected = Berichtigt von { $who }
entries-removed-you = Sie haben entfernt
entries-removed = Entfernt von { $who }
entries-confirmed = Sie haben bestätigt, dass es noch stimmt
entries-restricted = Die Verwendung Ihrer Angaben wurde eingeschränkt von { $who }
entries-unrestricted = Die Einschränkung der Verwendung wurde beendet von { $who }
entries-erased = Gelöscht von { $who }
entries-other = Festgehalten von { $who }

entries-signed-in = Sie haben sich angemeldet
entries-signed-in-password = Sie haben sich mit Passwort angemeldet
entries-signed-in-link = Sie haben sich mit einem Link angemeldet, den wir Ihnen geschickt haben
entries-signed-in-confirmation = Sie haben Ihre Adresse bestätigt und wurden angemeldet
entries-signed-in-new-password = Sie haben ein Passwort gesetzt und wurden neu angemeldet
entries-signed-out = Sie haben sich abgemeldet
entries-signed-out-another = Sie haben die Anmeldung eines anderen Geräts beendet
entries-signed-out-others = Sie haben die Anmeldungen aller anderen Geräte beendet

entries-sent = Wir haben Ihnen geschrieben; verwendet wurde
entries-sent-confirm = Wir haben Ihnen geschrieben, damit Sie Ihre Adresse bestätigen; verwendet wurde
entries-sent-already-member = Wir haben Ihnen geschrieben, weil jemand mit Ihrer Adresse Mitglied werden wollte; verwendet wurde
entries-sent-sign-in = Wir haben Ihnen einen Link zum Anmelden geschickt; verwendet wurde
entries-sent-password-changed = Wir haben Ihnen geschrieben, weil Ihr Passwort geändert wurde; verwendet wurde
entries-sent-new-address = Wir haben Ihnen geschrieben, damit Sie eine neue Adresse bestätigen; verwendet wurde
entries-sent-address-changing = Wir haben Ihnen geschrieben, weil für Ihr Konto eine neue Adresse angegeben wurde; verwendet wurde
entries-sent-reminder = Wir haben Ihnen geschrieben, weil eine Mitgliedschaft endet; verwendet wurde
entries-sent-membership = Wir haben Ihnen wegen einer Mitgliedschaft geschrieben; verwendet wurde
entries-sent-erased = Wir haben Ihnen geschrieben, dass alles gelöscht ist; verwendet wurde

entries-agreed = Sie haben zugestimmt
entries-agreed-field = Sie haben zugestimmt, dass wir verwenden, was Sie angegeben haben unter
entries-agreed-policy = Sie haben der Datenschutzerklärung vom { $date } zugestimmt
entries-agreed-topic = Sie haben Nachrichten zu diesem Thema zugestimmt: { $topic }
entries-agreed-purpose = Sie haben der Verwendung zugestimmt (Zweck: { $purpose })
entries-agreed-disclosure = Sie haben der Weitergabe zugestimmt (Empfänger: { $receiver })
entries-took-back = Sie haben eine Zustimmung zurückgenommen
entries-took-back-field = Sie haben die Zustimmung zurückgenommen, dass wir verwenden, was Sie angegeben haben unter
entries-took-back-policy = Sie haben die Zustimmung zur Datenschutzerklärung vom { $date } zurückgenommen
entries-took-back-topic = Sie haben die Zustimmung zu Nachrichten zu diesem Thema zurückgenommen: { $topic }
entries-took-back-purpose = Sie haben die Zustimmung zur Verwendung zurückgenommen (Zweck: { $purpose })
entries-took-back-disclosure = Sie haben die Zustimmung zur Weitergabe zurückgenommen (Empfänger: { $receiver })

# Im Dativ, nach „von“ und „wurde“.
entries-who-system = unserer Software
entries-who-person = Ihnen
entries-who-public = allen
entries-who-membership-staff = Beschäftigten für die Mitgliedschaft
entries-who-finance-staff = Beschäftigten für die Finanzen
entries-who-communications-staff = Beschäftigten für die Öffentlichkeitsarbeit
entries-who-infrastructure-staff = Beschäftigten für die Technik
entries-who-privacy-officer = unseren Datenschutzbeauftragten
entries-who-auditor = der Rechnungsprüfung
entries-who-other = jemandem bei der Stiftung

entries-to-other = jemanden außerhalb

# Wo etwas angegeben wurde.
entries-at-join-form = im Formular zum Beitritt
entries-at-confirm-form = auf der Seite, auf der Sie Ihre Adresse bestätigt haben
entries-at-account-page = auf den Seiten Ihres Kontos
entries-at-enrolment-form = im Formular für stimmberechtigte Mitglieder
entries-at-sign-in-form = beim Anmelden
entries-at-give-form = im Formular für Spenden
entries-at-sponsor-form = im Formular für Förderer
entries-at-desk = am Arbeitsplatz der Stiftung

entries-clause = erlaubt durch Klausel { $clause }
entries-proof = Eintrag { $seq } und sein Nachweis
