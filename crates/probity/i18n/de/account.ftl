# Die Seiten eines Kontos.
account-pages = Ihr Konto
account-overview = Überblick
account-profile = Profil
account-membership = Mitgliedschaft
account-data = Ihre Angaben
account-uses = Verwendungen
account-payments = Zahlungen
account-consents = Zustimmungen
account-sessions = Anmeldungen
account-password = Passwort
account-leave = Austreten
account-save = Speichern
account-cancel = Abbrechen
account-number = { $count }

account-done-joined = Ihre Adresse ist bestätigt. Willkommen: Sie sind Mitglied.
account-done-password = Ihr Passwort ist gesetzt. Alle anderen Geräte wurden abgemeldet.
account-done-corrected = Es ist berichtigt, und die Berichtigung steht im Protokoll.
account-done-removed = Es ist entfernt, und das steht im Protokoll.
account-done-restricted = Die Verwendung Ihrer Angaben ist von nun an eingeschränkt.
account-done-unrestricted = Die Einschränkung ist beendet.
account-done-unchanged = Alles blieb, wie es ist; deshalb wurde nichts festgehalten.
account-done-confirmed = Danke. Dass alles noch stimmt, steht im Protokoll.
account-done-withdrawn = Sie haben es zurückgenommen. Das gilt von diesem Augenblick an und steht im Protokoll.
account-done-agreed = Sie haben wieder zugestimmt, und das steht im Protokoll.
account-done-ended = Diese Anmeldung ist beendet.
account-done-others = Alle anderen Anmeldungen sind beendet.
account-done-asked = Wir haben es. Ihre Seite sagt, sobald es gilt.
account-done-begun = Sie haben sie von heute an.
account-done-cancelled = Sie ist beendet.

# Überblick
account-title = Ihr Konto
account-standing-member = Sie sind Mitglied.
account-standing-voting-member = Sie sind stimmberechtigtes Mitglied.
account-standing-supporting-member = Sie sind Fördermitglied.
account-standing-donor = Sie haben ein Konto als Spenderin oder Spender.
account-standing-staff = Sie haben ein Konto als Mitarbeiterin oder Mitarbeiter.
account-standing-applicant = Sie möchten Mitglied werden.
account-since = Wir kennen Sie seit dem { $date }.
account-asked = Worum wir Sie bitten
account-asked-nothing = Im Augenblick um nichts.
account-asked-address = Eine neue E-Mail-Adresse wartet bis zum { $date } darauf, bestätigt zu werden. Folgen Sie dem Link in der Nachricht, die wir dorthin geschickt haben, oder <a href="/account/data/correct/email">geben Sie eine Adresse neu ein</a>.
account-asked-undelivered = Eine Nachricht an Sie kam nicht oder vielleicht nicht an. Bitte <a href="/account/profile">prüfen Sie Ihre E-Mail-Adresse</a>.
account-asked-doubtful = Vor mehr als einem Jahr haben Sie angegeben oder bestätigt:
account-asked-check = Stimmt es noch?
account-asked-restricted = Die Verwendung Ihrer Angaben ist auf Ihren Wunsch eingeschränkt. Sie können das jederzeit <a href="/account/data#limits">beenden</a>.
account-lately = Wer sie in letzter Zeit verwendet hat
account-lately-caption = Verwendungen Ihrer Angaben in den letzten 30 Tagen: verwendet, gezeigt, geschickt, weitergegeben
account-lately-by = Von wem
account-lately-count = Wie oft
account-entries = { $count ->
    [one] Das Protokoll enthält { $count } Eintrag über Sie.
   *[other] Das Protokoll enthält { $count } Einträge über Sie.
}
account-entries-all = Alle ansehen, mit dem Grund
account-sign-ins = Ihre letzten Anmeldungen
account-sign-ins-none = Keine ist festgehalten.
account-sign-ins-all = Wo Sie jetzt angemeldet sind

# Profil
account-profile-title = Ihr Profil
account-profile-lead = Alles, was Sie uns gesagt haben, auf einmal zu ändern. Was leer bleiben darf, ist als freiwillig gekennzeichnet: Leeren Sie es, und es wird entfernt. Auch dass diese Seite Ihnen gezeigt wird, steht im Protokoll.
account-profile-right = Stimmt alles noch? Dann sagen Sie es uns: Wir fragen von Zeit zu Zeit.
account-profile-confirm = Es stimmt alles
account-profile-email = An eine neue Adresse schreiben wir zuerst. Sie tritt an die Stelle der alten, wenn Sie dem Link in dieser Nachricht folgen.
account-profile-postal = Wird nie außerhalb der Stiftung gezeigt: nicht auf einer Seite, nicht in einer Liste, nicht in einer Nachricht, die unsere Software schreibt. So steht es in <a href="/privacy#C7">Klausel C7</a>.
account-profile-locked = Sie haben die Zustimmung zurückgenommen, dass wir dies verwenden; deshalb ist es gesperrt. Wenn Sie es hier ändern, stimmen Sie von Neuem zu.
account-profile-confirmed = Zuletzt angegeben oder bestätigt am { $date }.
account-profile-doubtful = Stimmt es noch?

# Eine Angabe
account-correct-title = Berichtigen: { $label }
account-correct-empty = Lassen Sie es leer, wenn es entfernt werden soll.

# Ihre Angaben
account-data-title = Was wir über Sie gespeichert haben
account-data-lead = { $count ->
    [one] Dies ist die { $count } Angabe, die wir über Sie gespeichert haben, und sonst nichts. Auch dass sie Ihnen gezeigt wird, steht im Protokoll.
   *[other] Dies sind alle { $count } Angaben, die wir über Sie gespeichert haben, und sonst nichts. Auch dass sie Ihnen gezeigt werden, steht im Protokoll.
}
account-data-readable = Alles herunterladen, zum Lesen
account-data-json = Alles herunterladen, für Maschinen (JSON)
account-data-values = Angaben
account-data-kind = Art
account-data-why = Warum wir sie haben
account-data-source = Woher sie kam
account-data-confirmed = Zuletzt angegeben oder bestätigt
account-data-under = Erhoben unter
account-data-version = der Erklärung vom { $date }
account-data-kept = Wie lange wir sie behalten
account-data-correct = Berichtigen
account-data-missing = Was Sie uns nicht gesagt haben
account-data-missing-lead = Sie dürfen; Sie müssen nicht.
account-data-add = Hinzufügen:
account-data-locked = Sie haben die Zustimmung zurückgenommen, dass wir dies verwenden. Es bleibt gesperrt, bis Sie <a href="/account/consents">wieder zustimmen oder es entfernen lassen</a>.
account-data-more = Sehen Sie auch, <a href="/account/uses">wer sie verwendet hat und warum</a>, <a href="/account/consents">wozu Sie zugestimmt haben</a> und <a href="/account/sessions">wo Sie angemeldet sind</a>. Sie können jederzeit <a href="/account/erase">austreten und alles löschen lassen</a>.
account-never-shown = Nur als Fingerabdruck aufbewahrt, aus dem es nicht gelesen werden kann. Es wird nie gezeigt, auch Ihnen nicht.
account-until = Bis zum { $date }
account-until-removed = Bis Sie es entfernen oder austreten
account-until-left = Bis Sie austreten
account-limit = Einschränken, was wir damit tun
account-limit-on = Die Verwendung Ihrer Angaben ist auf Ihren Wunsch eingeschränkt: Wir behalten sie und tun damit nur, was Sie verlangen oder das Gesetz gebietet.
account-limit-off = Wenn Sie glauben, dass hier etwas falsch ist oder falsch verwendet wird, können Sie die Verwendung einschränken lassen, während es geprüft wird. Wir behalten die Angaben dann und tun damit nur, was Sie verlangen oder das Gesetz gebietet.
account-limit-begin = Verwendung einschränken
account-limit-end = Einschränkung beenden

# Verwendungen
account-uses-title = Wer sie verwendet hat, und warum
account-uses-lead = { $count ->
    [one] Das Protokoll enthält { $count } Eintrag über Sie. Er ist nummeriert, damit Sie sehen, dass keiner fehlt, und hat seinen Nachweis.
   *[other] Das Protokoll enthält { $count } Einträge über Sie, lückenlos nummeriert, damit Sie sehen, dass keiner fehlt. Jeder hat seinen Nachweis.
}
account-uses-groups = Von wem
account-uses-by-all = Alle
account-uses-by-others = Alle außer Ihnen
account-uses-by-software = Unsere Software
account-uses-by-staff = Unsere Leute
account-uses-by-outside = Jemand außerhalb
account-uses-by-you = Sie selbst
account-uses-filter = Nur einige Einträge zeigen
account-uses-what = Was getan wurde
account-uses-kind = Art der Angaben
account-uses-anything = Alles
account-uses-from = Von
account-uses-to = Bis
account-uses-sift = Diese zeigen
account-uses-reset = Wieder alle zeigen
account-uses-what-uses = Jede Verwendung
account-uses-what-use = Von unserer Software verwendet
account-uses-what-show = Jemandem gezeigt
account-uses-what-send = In einer Nachricht an Sie geschickt
account-uses-what-disclose = Jemandem außerhalb gegeben
account-uses-what-collect = Angegeben oder festgehalten
account-uses-what-correct = Berichtigt oder entfernt
account-uses-what-confirm = Als richtig bestätigt
account-uses-what-consent = Zugestimmt
account-uses-what-withdraw = Zustimmung zurückgenommen
account-uses-what-restrict = Eingeschränkt, oder das beendet
account-uses-what-refuse = Verweigert
account-uses-what-sign-in = Angemeldet
account-uses-what-sign-out = Abgemeldet
account-uses-found = { $count ->
    [one] { $count } von { $total } Einträgen.
   *[other] { $count } von { $total } Einträgen.
}
account-uses-nothing = Nichts dergleichen ist über Sie festgehalten. Wenn Sie etwas erwartet haben, verlangen Sie weniger: eine andere Art, mehr Tage, von wem auch immer.
account-uses-no-page = So viele Seiten gibt es nicht.
account-uses-csv = Diese als Tabelle herunterladen (CSV)
account-uses-json = Diese für Maschinen herunterladen (JSON)
account-uses-pages = Seiten mit Einträgen
account-uses-page = Seite { $page } von { $pages }
account-uses-newer = Neuere Einträge
account-uses-older = Ältere Einträge

# Zustimmungen
account-consents-title = Wozu Sie zugestimmt haben
account-consents-lead = Jede Zustimmung in den Worten, die Ihnen gezeigt wurden, und seit wann. Jede können Sie mit einem Knopf zurücknehmen, und abzulehnen kostet Sie nichts.
account-consents-none = Sie haben nichts zugestimmt, was eine Zustimmung braucht.
account-consents-tag-ended = zurückgenommen
account-consents-since = Zugestimmt am
account-consents-until = Zurückgenommen am
account-consents-ended = Zurückgenommen am { $date }
account-consents-words = In diesen Worten
account-consents-clause = Klausel { $clause } der Erklärung vom { $date }
account-consents-policy = Die Erklärung vom { $date }
account-consents-effect = Wenn Sie sie zurücknehmen, gilt das von diesem Augenblick an.
account-consents-field-effect = Wenn Sie sie zurücknehmen, ist Ihre Angabe sofort gesperrt: Wir behalten sie und tun damit nur, was Sie verlangen oder das Gesetz gebietet. Sie können sie dann auch entfernen lassen.
account-consents-given-under = Einige Ihrer Angaben haben Sie unter dieser Fassung gemacht, und unter ihr bleiben sie, was auch später kommt. Dass Sie Ihre Zustimmung zurücknehmen, wird festgehalten, entfernt aber nichts: Dafür können Sie <a href="/account/profile">leeren, was freiwillig ist</a>, oder <a href="/account/erase">austreten</a>.
account-consents-locked = Ihre Angabe ist gesperrt: Wir tun damit nur, was Sie verlangen oder das Gesetz gebietet. Sie können sie entfernen lassen oder wieder zustimmen.
account-consents-gone = Ihre Angabe ist entfernt.
account-consents-withdraw = Zurücknehmen
account-consents-again = Wieder zustimmen
account-consents-remove = Meine Angabe entfernen
account-consents-history = { $count ->
    [one] Was festgehalten ist ({ $count } Eintrag)
   *[other] Was festgehalten ist ({ $count } Einträge)
}

# Anmeldungen
account-sessions-title = Wo Sie angemeldet sind
account-sessions-lead = { $count ->
    [one] Sie sind auf { $count } Gerät angemeldet: auf diesem.
   *[other] Sie sind auf { $count } Geräten angemeldet, darunter auf diesem.
}
account-sessions-held = Von jeder Anmeldung behalten wir einen Fingerabdruck des Cookies, wann und wie Sie sich angemeldet haben, wann sie zuletzt benutzt wurde (auf die Stunde genau) und wann sie endet. Wir behalten weder die Adresse noch den Browser des Geräts und können deshalb nicht sagen, welches es ist.
account-session-here = dieses Gerät
account-session-password = Mit Passwort
account-session-link = Mit einem Link, den wir geschickt haben
account-session-confirmation = Als Sie Ihre Adresse bestätigt haben
account-session-new-password = Als Sie ein Passwort gesetzt haben
account-session-unknown = Angemeldet
account-session-since = Seit
account-session-used = Zuletzt benutzt
account-session-now = Jetzt
account-session-until = Endet, wenn sie nicht mehr benutzt wird
account-session-end = Diese Anmeldung beenden
account-session-end-here = Hier abmelden
account-session-end-others = Alle anderen Anmeldungen beenden
account-sessions-life = Eine Anmeldung endet { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
}, nachdem sie zuletzt benutzt wurde, und spätestens { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} nach ihrem Beginn.

# Passwort
account-password-change = Passwort ändern
account-password-set = Passwort setzen
account-password-lead = Wenn es sich ändert, werden alle anderen Geräte abgemeldet.
account-password-current = Jetziges Passwort
account-password-new = Neues Passwort
account-password-hint = Mindestens { $least } Zeichen. Drei oder vier Wörter eignen sich gut.
account-password-enter = Geben Sie ein neues Passwort ein
account-password-wrong = Ihr jetziges Passwort stimmt nicht

# Austreten
account-erase-title = Austreten und alles löschen
account-erase-lead = Wenn Sie fortfahren:
account-erase-key = { $count ->
    [one] wird der einzige Schlüssel zu Ihrer { $count } Angabe vernichtet, sodass niemand sie mehr lesen kann, auch nicht in den Sicherungen;
   *[other] wird der einzige Schlüssel zu Ihren { $count } Angaben vernichtet, sodass niemand sie mehr lesen kann, auch nicht in den Sicherungen;
}
account-erase-membership = endet Ihre Mitgliedschaft, und Sie werden überall abgemeldet;
account-erase-message = schreiben wir eine letzte Nachricht an Ihre Adresse, dass es geschehen ist;
account-erase-ledger = behält das Protokoll seine Einträge als versiegelte Zahlen, die nichts mehr über Sie sagen, damit es weiterhin geprüft werden kann.
account-erase-undone = Das lässt sich nicht rückgängig machen. Vielleicht möchten Sie zuvor <a href="/account/data/export.html">alles herunterladen</a>.
account-erase-tick = Kreuzen Sie das Kästchen an, wenn alles gelöscht werden soll
account-erase-sure = Ja, alles über mich löschen
account-erase-do = Alles löschen
account-erase-stay = Konto behalten

# Zum Herunterladen
account-export-title = Alles, was über Sie gespeichert ist: { $foundation }
account-export-lead = Geschrieben am { $date }, von { $site }. Ihre Nummer bei uns ist { $subject }.
account-export-entries = Jeder Eintrag des Protokolls über Sie
account-export-clause = Erlaubt durch Klausel { $clause } der Erklärung vom { $version }
account-export-index = Eintrag { $index } des Protokolls
account-export-checkpoint = Der Kontrollpunkt, der sie umfasst
