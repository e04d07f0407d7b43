# Die Adresse nach dem Beitritt bestätigen.
confirm-title = Bestätigen Sie Ihre E-Mail-Adresse
confirm-intro = Drücken Sie den Knopf, um zu bestätigen, dass diese E-Mail-Adresse Ihnen gehört. Danach sind Sie Mitglied und angemeldet.
confirm-password-title = Ein Passwort, wenn Sie möchten
confirm-password-intro = Sie können sich immer mit einem Link anmelden, den wir Ihnen schicken. Wenn Sie lieber ein Passwort benutzen, wählen Sie hier eines.
confirm-button = Meine Adresse bestätigen
confirm-not-you = Waren Sie das nicht? Dann tun Sie nichts: Was eingegeben wurde, wird gelöscht, wenn der Link abläuft.
