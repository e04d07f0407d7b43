# Der Arbeitsplatz: wo unsere Leute arbeiten.
desk-menu = Arbeitsplatz
desk-as = Sie sind hier als: { $role }
desk-breadcrumb = Pfad
desk-continue = Weiter
desk-cancel = Abbrechen
desk-pages = Seiten

# Das Menü
desk-overview = Übersicht
desk-people = Personen
desk-policy = Erklärung
desk-ledger = Protokoll
desk-staff = Team
desk-usage = Nutzung
desk-mail = Postausgang
desk-me = Über Sie

# Rollen, als Bezeichnung
desk-role = Rolle
desk-role-hint = Die Datenschutzerklärung legt fest, was jede Rolle sehen und tun darf; die Seite „Erklärung“ führt es auf.
desk-role-system = Unsere Software
desk-role-person = Die Person selbst
desk-role-public = Alle
desk-role-membership-staff = Mitgliedschaft
desk-role-finance-staff = Finanzen
desk-role-communications-staff = Kommunikation
desk-role-infrastructure-staff = Infrastruktur
desk-role-privacy-officer = Datenschutz
desk-role-auditor = Prüfung

# Anmelden
desk-signin-title = Am Arbeitsplatz anmelden
desk-signin-lead = Für unser Team. Sie brauchen Ihr Passwort und einen Code aus Ihrer Authenticator-App.
desk-signin-email = Dienstliche Adresse
desk-signin-email-wrong = Geben Sie Ihre dienstliche Adresse ein, etwa name@example.org
desk-signin-password = Passwort
desk-signin-password-missing = Geben Sie Ihr Passwort ein
desk-signin-wrong = Die Adresse oder das Passwort stimmt nicht. Prüfen Sie beides
desk-signin-again = Das hat zu lange gedauert oder wurde anderswo abgeschlossen. Melden Sie sich noch einmal an
desk-signin-cookie = Beim Anmelden wird ein Cookie gesetzt. Es enthält eine Zufallszahl, an der wir erkennen, dass Sie es noch sind, und sonst nichts. Es endet, wenn Sie sich abmelden, { $hours ->
    [one] spätestens eine Stunde nach der Anmeldung
   *[other] spätestens { $hours } Stunden nach der Anmeldung
  }. Jede Anmeldung steht unter Ihrer Nummer im Protokoll.
desk-signin-member = Sind Sie Mitglied? <a href="/signin">Hier melden Sie sich an</a>.
desk-signin-button = Anmelden
desk-code-title = Noch ein Schritt
desk-code-lead = Ihr Passwort stimmt. Geben Sie jetzt den Code ein, den Ihre Authenticator-App zeigt.
desk-code = Code
desk-code-hint = Sechs Ziffern, jeder Code einmal. Oder einer Ihrer Wiederherstellungscodes.
desk-code-wrong = Dieser Code gilt nicht (mehr). Warten Sie auf den nächsten und geben Sie ihn ein
desk-code-lost = Telefon und Wiederherstellungscodes verloren? Bitten Sie die Datenschutzbeauftragten, oder wer die Server betreibt, um einen neuen Link.
desk-start-again = Von vorn beginnen

# Einrichten
desk-enrol-title = Anmeldung einrichten
desk-enrol-lead = Sie sollen hier arbeiten als: { $role }. Legen Sie ein Passwort und einen zweiten Faktor fest, dann sind Sie angemeldet.
desk-enrol-first = 1. Ein Passwort
desk-enrol-second = 2. Ein zweiter Faktor
desk-enrol-password = Passwort
desk-enrol-password-hint = Mindestens 12 Zeichen. Drei oder vier Wörter eignen sich gut.
desk-enrol-password-missing = Geben Sie ein Passwort ein
desk-enrol-app = Öffnen Sie eine Authenticator-App auf Ihrem Telefon und lassen Sie sie dieses Bild lesen.
desk-enrol-picture = Bild des Schlüssels für Ihre Authenticator-App; derselbe Schlüssel steht daneben als Text
desk-enrol-type = Keine Kamera? Tippen Sie stattdessen diesen Schlüssel in die App:
desk-enrol-kind = Zeitbasiert, sechs Ziffern, alle dreißig Sekunden. Niemand kann Ihnen diesen Schlüssel noch einmal zeigen.
desk-enrol-code = Code
desk-enrol-code-hint = Die sechs Ziffern, die die App jetzt zeigt.
desk-enrol-code-wrong = Das ist nicht der Code zum Schlüssel oben. Prüfen Sie, ob die Uhr Ihres Telefons richtig geht, und geben Sie den Code ein, den die App jetzt zeigt
desk-enrol-button = Einrichten und anmelden
desk-codes-title = Ihre Wiederherstellungscodes
desk-codes-lead = Jeder lässt Sie einmal ein, wenn Ihr Telefon verloren ist. Sie werden jetzt gezeigt und nie wieder: Wir bewahren nur Fingerabdrücke davon auf.
desk-codes-keep = Drucken Sie sie aus oder schreiben Sie sie ab, und bewahren Sie sie dort auf, wo Ihr Telefon nicht ist.
desk-codes-go = Ich habe sie aufbewahrt: zum Arbeitsplatz

# Die Tür einer Vorführung
desk-enter-title = Den Arbeitsplatz betreten
desk-enter-lead = Mit dem Knopf melden Sie sich als erfundene Person aus dem Team an. Das wird im Protokoll festgehalten.
desk-enter-demo = Diesen Link gibt es nur in dieser Vorführung, und nur hier entfallen Passwort und zweiter Faktor. In einer echten Installation kommt niemand vom Team ohne beides hinein.
desk-enter-button = Eintreten

# Übersicht
desk-overview-title = Der Arbeitsplatz
desk-overview-lead = Diese Seite zählt und zeigt niemanden. Die Akte einer Person zu öffnen braucht einen Grund und steht im Protokoll.
desk-people-active = Personen
desk-people-restricted = Eingeschränkt
desk-people-erased = Gelöscht
desk-entries = Einträge
desk-checks = Zusagen
desk-checks-hold = Jede Prüfung <a href="/privacy/kept">der Zusagen</a> hielt, als der Dienst zuletzt nachsah
desk-checks-fail = Etwas hält nicht: siehe <a href="/privacy/kept">die Zusagen</a>
desk-checks-none = Noch nicht nachgesehen: <a href="/privacy/kept">die Zusagen</a>
desk-kinds-counting = Die Einträge werden noch gezählt.
desk-cases-fine = Die Fälle der Erklärung, { $seen } an der Zahl, wurden zuletzt beantwortet wie erwartet.
desk-cases-wrong = Von { $seen } Fällen der Erklärung wurden zuletzt { $wrong } nicht beantwortet wie erwartet.
desk-cases-none = Die Fälle der Erklärung wurden noch nicht vorgelegt, seit der Dienst läuft.
desk-health = Wie es steht
desk-health-keys = Schlüsselspeicher
desk-health-keys-open = Antwortet
desk-health-keys-closed = Antwortet nicht: Nichts lässt sich öffnen
desk-usage-own = Anfragen an diese Seite selbst
desk-usage-recorded = Werden aufgezeichnet; seit dem Start fehlt keine
desk-usage-dropped = { $count ->
    [one] Seit dem Start fehlt eine: es kamen mehr, als aufgezeichnet werden konnten
   *[other] Seit dem Start fehlen { $count }: es kamen mehr, als aufgezeichnet werden konnten
}
desk-usage-off = Werden nicht aufgezeichnet
desk-mail-sum = { $waiting } wartend, { $doubtful } ungewiss, { $failed } aufgegeben
desk-staff-sum = { $staff } können sich anmelden, { $invited } eingeladen
desk-policy-in-force = Geltende Erklärung
desk-updated = zuletzt geändert am { $date }
desk-kinds = Einträge nach dem, was getan wurde
desk-kind = Was getan wurde
desk-kind-collect = Aufgenommen
desk-kind-use = Verwendet
desk-kind-show = Gezeigt
desk-kind-disclose = Weitergegeben
desk-kind-send = Gesendet
desk-kind-correct = Berichtigt
desk-kind-restrict = Eingeschränkt oder freigegeben
desk-kind-erase = Gelöscht
desk-kind-consent = Eingewilligt
desk-kind-withdraw = Einwilligung widerrufen
desk-kind-agreement = Vertrag mit einem Auftragnehmer
desk-kind-publish = Erklärung veröffentlicht
desk-kind-staff-sign-in = Team angemeldet
desk-kind-restore = Sicherung eingespielt
desk-kind-rotate = Hauptschlüssel gewechselt
desk-kind-refuse = Abgelehnt
desk-kind-confirm = Bestätigt
desk-kind-sign-out = Abgemeldet
desk-kind-sign-in = Angemeldet

# Personen
desk-people-title = Eine Person finden
desk-people-lead = Die Antwort sagt nur, ob es diese Person gibt.
desk-people-who = E-Mail-Adresse oder Nummer
desk-people-who-hint = Die ganze Adresse, wie die Person sie schreibt, oder die Nummer ihrer Akte.
desk-people-who-wrong = Geben Sie eine ganze E-Mail-Adresse ein oder eine Nummer wie 2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21
desk-people-number = Nummer
desk-people-number-hint = Die Nummer der Akte, etwa 2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21. Ihre Rolle sucht niemanden nach der Adresse.
desk-people-find = Suchen
desk-people-nobody = Wir haben nichts über jemanden mit dieser Adresse oder Nummer.
desk-people-record = Eine Suche nach der Adresse steht im Protokoll. Wer gefunden wurde, sieht sie auf der eigenen Seite.
desk-purpose = Wofür?
desk-purpose-column = Zweck
desk-purpose-hint = Diese Zwecke erlaubt die Datenschutzerklärung Ihrer Rolle.
desk-purpose-missing = Wählen Sie, wofür
desk-need = Warum öffnen Sie sie?
desk-reason = Grund
desk-purpose-rights = Anfragen von Personen zu ihren Daten beantworten
desk-record-what = Was
desk-record-value = Wie wir es haben
desk-record-clause = Abschnitt
desk-need-hint = Die Person wird das lesen.
desk-need-missing = Wählen Sie, warum Sie die Akte öffnen
desk-need-question = Die Person hat uns etwas gefragt
desk-need-correction = Etwas ist falsch und wird berichtigt
desk-need-membership = Arbeit an der Mitgliedschaft oder einer Abstimmung
desk-need-payment = Arbeit an einer Zahlung, Quittung oder Erstattung
desk-need-letter = Etwas soll an sie gehen oder kam zurück
desk-need-misuse = Etwas sieht nach Betrug oder Missbrauch aus
desk-need-order = Eine Behörde oder ein Gericht fragt
desk-need-review = Unsere Unterlagen werden geprüft
desk-record-title = Die Akte einer Person
desk-record-found = Diese Person gibt es. Um ihre Akte zu öffnen, sagen Sie, wofür und warum.
desk-record-seen = Bevor etwas geöffnet wird, hält das Protokoll Ihre Nummer, Ihre Rolle, den Zweck und den Grund fest. Die Person kann alle vier lesen.
desk-record-open = Die Akte öffnen
desk-record-once = Dies wird einmal gezeigt. Um es wieder zu sehen, nennen Sie den Grund noch einmal. Die Seite schließt sich nach { $minutes } Minuten.
desk-record-entry = Eintrag im Protokoll
desk-record-restricted = Die Verwendung dieser Akte ist eingeschränkt
desk-record-restricted-note = Die Person hat darum gebeten. Bis sie das aufhebt, darf die Akte für ihre eigenen Rechte geöffnet werden und für das, was das Gesetz verlangt, sonst für nichts.
desk-record-refused = Die Datenschutzerklärung erlaubt das nicht
desk-record-refused-note = Nichts wurde geöffnet. Die Ablehnung steht im Protokoll.
desk-record-empty = Über diese Person haben wir nichts, was Ihre Rolle für diesen Zweck sehen darf.
desk-record-close = Die Akte schließen
desk-record-closed = Die Akte wurde geschlossen.
desk-number = Nummer

# Erklärung
desk-policy-title = Die Datenschutzerklärung
desk-versions = Veröffentlichte Fassungen
desk-version = Fassung
desk-version-updated = Zuletzt geändert
desk-version-effective = In Kraft seit
desk-version-rules = Regeln
desk-version-in-force = in Kraft
desk-policy-compare = Jede Fassung führt zu ihrer Seite. Um zwei davon Regel für Regel zu vergleichen, führen Sie <code>probity policy compare OLD NEW</code> aus.
desk-roles = Was jede Rolle darf
desk-roles-lead = Abgelesen von den Regeln der geltenden Fassung. Was nicht aufgeführt ist, wird abgelehnt.
desk-roles-mine = Ihre Rolle
desk-roles-nothing = Nichts mit Angaben über Personen.
desk-roles-see = Darf sehen
desk-roles-use = Darf damit arbeiten
desk-roles-send = Darf damit schreiben
desk-roles-same = Dasselbe

# Protokoll
desk-ledger-title = Das Protokoll
desk-ledger-lead = Was getan wurde, wofür, nach welchem Abschnitt: ohne um wen es geht, was nur diese Person und die Software wissen.
desk-check = Ist es vollständig?
desk-root = Wurzel
desk-checked = Hier zuletzt geprüft
desk-check-button = Jetzt jeden Eintrag prüfen
desk-check-running = Wird geprüft: { $done } von { $all }.
desk-check-reload = Nachsehen, wie weit es ist
desk-check-fine = { $at }: Alle { $entries } Einträge sind, wie sie geschrieben wurden.
desk-check-wrong = { $at }: Etwas stimmt nicht.
desk-check-never = Nicht, seit der Dienst läuft
desk-checkpoint = Unterschriebener Stand
desk-latest = Neueste Einträge
desk-index = Eintrag mit der Nummer
desk-index-find = Suchen
desk-index-unknown = Das Protokoll hat keinen Eintrag mit dieser Nummer.
desk-entry = Eintrag
desk-by = Von
desk-clauses = Abschnitt und Fassung
desk-at = Wann
desk-newest = Neueste Einträge
desk-older = Ältere Einträge

# Team
desk-staff-title = Wer hier arbeitet
desk-staff-lead = Jeder Blick auf diese Seite wird bei denen festgehalten, deren Namen sie zeigt.
desk-staff-now = Team
desk-staff-me = Sie
desk-staff-not-enrolled = noch nicht eingerichtet
desk-staff-duties = Aufgaben
desk-staff-email = Dienstliche Adresse
desk-since = Seit
desk-until = Bis
desk-staff-change = Ändern
desk-staff-again = Neuer Einrichtungslink
desk-staff-again-note = Für jemanden, der Telefon und Wiederherstellungscodes verloren hat. Vergewissern Sie sich, dass es wirklich diese Person ist, die fragt.
desk-staff-remove = Die Arbeit hier beenden
desk-staff-remove-note = Die Sitzungen enden, und was wir über diese Person haben, wird sofort gelöscht. Das Protokoll behält Nummer und Rolle.
desk-staff-sure = Ich bin sicher: Das lässt sich nicht rückgängig machen
desk-staff-not-sure = Bestätigen Sie, dass Sie sicher sind, und drücken Sie den Knopf noch einmal
desk-staff-add = Jemanden hinzufügen
desk-staff-add-button = Hinzufügen und Einrichtungslink erzeugen
desk-staff-link-title = Einrichtungslink
desk-staff-link-note = Er wird jetzt gezeigt und nie wieder. Er gilt einmal, drei Tage lang. Übergeben Sie ihn vertraulich.
desk-staff-value-missing = Füllen Sie das aus
desk-staff-value-wrong = Geben Sie das in anderer Form ein; so passt es nicht
desk-staff-role-missing = Wählen Sie eine Rolle
desk-staff-taken = Diese Adresse gehört schon zu jemandem im Team. Geben Sie eine andere ein
desk-staff-nobody = Niemand im Team hat diese Nummer (mehr)
desk-staff-last-officer = Das ist die letzte Person im Datenschutz, die sich anmelden kann. Fügen Sie zuerst eine andere hinzu und lassen Sie sie sich einrichten
desk-staff-former = Wer hier gearbeitet hat
desk-staff-former-note = Die Namen sind gelöscht. Die Nummer steht im Protokoll neben dem, was getan wurde.

# Post
desk-mail-title = Der Postausgang
desk-mail-lead = Wie viele Nachrichten unterwegs sind. Adressen werden geöffnet, wenn eine Nachricht abgeht, und niemals hier.
desk-mail-waiting = Wartend
desk-mail-doubtful = Ungewiss
desk-mail-failed = Aufgegeben
desk-mail-none = Keine Nachricht ist ungewiss, und keine wurde aufgegeben.
desk-mail-open = Nachrichten, die nicht sicher abgegangen sind
desk-mail-number = Nachricht
desk-mail-kind = Art
desk-mail-state = Zustand
desk-mail-attempts = Versuche

# Man selbst
desk-me-title = Was wir über Sie haben
desk-me-lead = Auch unsere Leute sind Personen: Dies ist alles, was die Stiftung über Sie hat, weil Sie hier arbeiten. Dass es Ihnen gezeigt wird, steht im Protokoll.
desk-me-entries = Einträge über Sie
desk-me-credentials = Ihr Passwort, der Schlüssel Ihres zweiten Faktors und Fingerabdrücke Ihrer Wiederherstellungscodes sind ebenfalls versiegelt und werden nie gezeigt, auch Ihnen nicht. Um etwas zu berichtigen, wenden Sie sich an den Datenschutz.

# Mitgliedschaften
desk-memberships = Mitgliedschaften
desk-memberships-title = Mitgliedschaften
desk-memberships-lead = Wie viele es gibt, und welche Nummern. Wer jemand ist, zeigt nur die Akte, die sich unter Personen für einen genannten Zweck öffnet.
desk-memberships-none = Niemand hat oder beantragt eine Art außer der, die zum Konto gehört.
desk-membership-class = Art
desk-membership-state = Stand
desk-membership-count = Wie viele
desk-membership-joined = Mitglied seit, oder beantragt
desk-membership-more = Mehr
desk-membership-nobody-listed = Es gibt niemanden.
desk-membership-grant = Eine Mitgliedschaft verleihen
desk-membership-who-hint = Die Nummer der Person. Sie steht in der Akte.
desk-membership-grant-button = Verleihen: { $class }
desk-membership-granted = Sie ist verliehen, und wir schreiben der Person.
desk-membership-held = Die Person hat sie schon
desk-membership-nobody = Keine Person mit Konto hat diese Nummer
desk-certifications = Bestätigungen
desk-certifications-title = Bestätigungen zum Ansehen
desk-certifications-lead = Wer abstimmt, sagt selbst, wie viel er tut. Es gilt von dem Tag an, an dem Sie zustimmen.
desk-certifications-waiting = Wartend, die älteste zuerst
desk-certifications-none = Keine.
desk-certification-title = Eine Bestätigung
desk-certification-look = Ansehen
desk-certification-hours = Bestätigt
desk-certification-address = Postanschrift
desk-certification-held = liegt vor
desk-certification-not-held = liegt nicht vor
desk-certification-approve-note = Wenn Sie zustimmen, gilt sie von heute an, und wir schreiben der Person.
desk-certification-approve = Sie gilt
desk-certification-reason = Oder lehnen Sie sie ab, weil
desk-certification-reason-hint = Die Person liest diese Worte.
desk-certification-reason-missing = Wählen Sie, warum sie abgelehnt wird
desk-certification-decline = Ablehnen
desk-certification-approved = Sie gilt.
desk-certification-declined = Sie ist abgelehnt, und die Person kann lesen, warum.
desk-certification-gone = Sie wurde schon entschieden oder zurückgenommen
desk-certification-restricted = Die Person hat die Verwendung ihrer Angaben einschränken lassen: Damit darf jetzt nichts geschehen
desk-payments = Zahlungen
desk-payments-title = Zahlungen
desk-payments-lead = Wie viele es sind und wie sie stehen. Was eine Zahlung ist, öffnet sich, wenn Sie sie ansehen, im Verzeichnis der Person.
desk-payments-none = Es gibt keine Zahlungen.
desk-payments-none-listed = Keine.
desk-payment-title = Eine Zahlung
desk-payment-number = Nummer der Zahlung
desk-payment-standing = Stand
desk-payment-count = Wie viele
desk-payment-way = Wie sie kam
desk-payment-card = mit Karte
desk-payment-by-hand = hier eingetragen
desk-payment-look = Ansehen
desk-payment-more = Mehr
desk-payment-close = Schließen
desk-payment-reference = Zeichen
desk-payment-received = Eingegangen am
desk-payment-currency = Währung
desk-payment-waiting = Wartet auf einen zweiten Blick
desk-payment-new-title = Eine Zahlung eintragen
desk-payment-new-lead = Eine, die als Überweisung, als Scheck oder auf eine Rechnung kam. Über { $above } ganzen Einheiten ihrer Währung zählt sie, wenn ein zweiter von Ihnen sie angesehen hat.
desk-payment-new-button = Eintragen
desk-payment-who = Wer gezahlt hat
desk-payment-who-hint = Die Nummer der Person oder die E-Mail-Adresse für die Quittung. Aus einer Adresse, die wir nicht kennen, wird ein neuer Spender.
desk-payment-transfer = Überweisung
desk-payment-cheque = Scheck
desk-payment-invoice = Rechnung
desk-payment-way-missing = Wählen Sie, wie sie kam
desk-payment-received-wrong = Geben Sie den Tag an, an dem sie kam, heute oder früher
desk-payment-reference-missing = Geben Sie das Zeichen an, wie es in den Büchern der Bank oder auf der Rechnung steht
desk-payment-reference-known = Eine Zahlung mit diesem Zeichen ist schon eingetragen
desk-payment-counts = Sie ist eingetragen und zählt. Die Quittung ist unterwegs.
desk-payment-waits = Sie ist eingetragen und wartet auf einen zweiten Blick.
desk-payment-rejected = Sie zählt nicht.
desk-payment-sent = Das Geld ist auf dem Weg zurück.
desk-payment-later = Der Kartendienst ist jetzt nicht zu erreichen. Ein begonnener Auftrag wird von selbst wiederholt; sehen Sie die Zahlung später wieder an.
desk-payment-decide-note = Vergleichen Sie sie mit den Büchern der Bank. Stimmen Sie zu, zählt sie, und die Quittung geht ab.
desk-payment-agree = Sie zählt
desk-payment-reject = Sie zählt nicht
desk-payment-same = Sie haben diese Zahlung eingetragen: Jemand anders entscheidet darüber
desk-payment-over = Darüber wurde schon entschieden
desk-payment-refused = Der Kartendienst sendet es nicht zurück; seine eigenen Seiten sagen mehr
desk-payment-too-much = Das ist mehr, als von dieser Zahlung übrig ist
desk-payment-nothing = Es ist nichts übrig, was zurückgehen könnte
desk-payment-contested = Eine Bank bestreitet diese Zahlung und entscheidet, wohin das Geld geht
desk-payment-no-agreement = Kein Vertrag mit dem Kartendienst gilt: Es werden keine Karten angenommen. Siehe probity processor.
desk-payment-no-agreement-refund = Kein Vertrag mit dem Kartendienst gilt, also wird ihm kein Betrag genannt: Nur alles kann zurückgehen
desk-payment-agreement-ends = Der Vertrag mit dem Kartendienst endet nach dem { $day }; dann werden keine Karten angenommen.
desk-refunds = Zurückgesandtes Geld
desk-refund-title = Geld zurücksenden
desk-refund-note = Auf die Karte, von der es kam; was anders kam, senden Sie so zurück und vermerken es hier.
desk-refund-all = alles Übrige
desk-refund-all-button = Alles Übrige zurücksenden
desk-refund-some = Wie viel
desk-refund-some-button = So viel zurücksenden
desk-refund-begun = beauftragt
desk-refund-sent = gesandt
desk-refund-refused = abgelehnt
desk-refund-unclear = unklar: beim Kartendienst nachsehen
