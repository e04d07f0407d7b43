# Die Seiten der Erklärung: Text und was die Software tut, Datenverzeichnis, Zusagen und Belege.
privacy-count-none = keine
privacy-count-few = weniger als { $most }
privacy-count-many = { $count } oder mehr
privacy-contents = Inhalt
privacy-on-this-page = Auf dieser Seite
privacy-versions = Fassungen
privacy-in-force = in Kraft
privacy-other-forms = In anderer Form
privacy-as-text = Reiner Text
privacy-as-source = Text und Regeln (Markdown)
privacy-as-map = Datenverzeichnis (TOML)
privacy-as-dpv = Datenverzeichnis für Programme (DPV, JSON-LD)
privacy-as-fideslang = Datenverzeichnis für Programme (Fideslang, YAML)
privacy-updated = Zuletzt geändert am
privacy-effective = in Kraft seit
privacy-not-current = Diese Fassung ist heute nicht in Kraft. <a href="/privacy">Lesen Sie die geltende</a>.
privacy-on-record = Einträge im öffentlichen Protokoll: { $count }.
privacy-data-link = Was wir speichern dürfen
privacy-data-link-text = Jede Angabe: warum, wie lange, wer sie sieht, wer sie bekommt.
privacy-kept-link = Wird das eingehalten?
privacy-kept-link-holds = Alle Prüfungen gingen auf, als die Software zuletzt nachsah.
privacy-kept-link-fails = Nicht alles ging auf, als die Software zuletzt nachsah.
privacy-kept-link-waits = Die Software hat seit dem Start noch nicht nachgesehen.
privacy-ledger-link = Was getan wurde
privacy-counting = Die Einträge werden noch gezählt. Kommen Sie gleich wieder.
privacy-figures-note = Unter jeder Klausel können Sie aufklappen, was die Software dafür tut. Zahlen werden einmal in der Stunde gezählt; kleine nennen wir nicht, denn sie würden etwas über Einzelne verraten.
privacy-does = Was die Software dafür tut
privacy-rests-on-people = Diese Klausel beruht auf Menschen, nicht auf Software. Kein Programm kann sie prüfen.
privacy-no-rule = Diese Klausel enthält keine eigene Regel. Wie sie eingehalten wird, steht bei ihren Zusagen.
privacy-allowed = Unter dieser Klausel im Protokoll: { $count }
privacy-refused = Verweigert und im Protokoll: { $count }.
privacy-done-collect = aufgenommen: { $count }
privacy-done-use = genutzt: { $count }
privacy-done-show = gezeigt: { $count }
privacy-done-disclose = weitergegeben: { $count }
privacy-done-send = verschickt: { $count }
privacy-done-correct = berichtigt: { $count }
privacy-cedar = Die Regeln, wie die Software sie liest (Cedar)
privacy-promises = Macht diese Zusagen:
privacy-kept-title = Wird die Erklärung eingehalten?
privacy-kept-intro = Jede Zusage <a href="/privacy/{ $version }">unserer Datenschutzerklärung vom { $date }</a>: was sie sichert, was die Software zuletzt vorfand, und wo sie auf Menschen beruht oder noch aussteht.
privacy-kept-waits = Die Software hat seit dem Start noch nicht nachgesehen. Sie tut es gleich.
privacy-kept-holds = { $count ->
    [one] Die eine Prüfung des laufenden Dienstes geht auf
   *[other] Alle { $count } Prüfungen des laufenden Dienstes gehen auf
}
privacy-kept-holds-text = Sie sehen einmal in der Stunde einen begrenzten Teil an. Sie sind ein Beleg, kein Beweis.
privacy-kept-fails = { $count ->
    [one] Eine Prüfung geht nicht auf
   *[other] { $count } Prüfungen gehen nicht auf
}
privacy-kept-fails-text = Etwas, das diese Erklärung zusagt, stimmt zurzeit nicht. Wer den Dienst betreibt, wurde benachrichtigt.
privacy-kept-unknown = { $count ->
    [one] Eine Prüfung war nicht möglich
   *[other] { $count } Prüfungen waren nicht möglich
}
privacy-checks = Was der laufende Dienst prüft
privacy-checks-text = Diese Prüfungen laufen wirklich: beim Start des Dienstes und dann einmal in der Stunde.
privacy-checks-what = Prüfung
privacy-checks-result = Ergebnis
privacy-checks-found = Befund
privacy-checks-when = Zuletzt geprüft
privacy-holds = geht auf
privacy-fails = geht nicht auf
privacy-unknown = unbekannt
privacy-by-software = durch Software gesichert
privacy-partly = ein Teil steht noch aus
privacy-not-yet = noch nicht
privacy-people = beruht auch auf Menschen
privacy-failing = eine Prüfung geht nicht auf
privacy-made-by = Steht in
privacy-enforced = Was sie sichert
privacy-live = Befund des laufenden Dienstes
privacy-no-live = Keine Prüfung des laufenden Dienstes betrifft dies. Dafür stehen die Regeln und Tests.
privacy-tests = Tests, die scheitern würden
privacy-no-tests = Noch keine.
privacy-tests-count = { $count ->
    [one] { $count } Test, läuft vor jeder Veröffentlichung
   *[other] { $count } Tests, laufen vor jeder Veröffentlichung
}
privacy-check-cases = Die Regeln beantworten ihre Testfälle wie erwartet
privacy-check-refused = Nichts ist für Werbung, Profile oder Verkauf erlaubt
privacy-check-joining = Der Beitritt verlangt Name, E-Mail-Adresse und Land, nicht mehr
privacy-check-declared = Nichts ist gespeichert, was die Erklärung nicht nennt
privacy-check-keys = Der Schlüssel jeder gelöschten Person ist fort
privacy-check-addresses = Die Adressen von Besuchern verschwinden, wenn ihre Zeit um ist
privacy-check-ledger = Die neuesten Einträge des Protokolls sind unverändert
privacy-check-whole = Das ganze Protokoll ist unverändert
privacy-check-answers = Öffentliche Seiten setzen kein Cookie und laden nichts von anderswo
privacy-found-unknown = Das ließ sich nicht feststellen. Der Grund steht im Protokoll des Dienstes.
privacy-found-cases = { $seen } Fälle wie erwartet beantwortet, und so, wie Cedar selbst sie beantwortet.
privacy-lost-cases = { $wrong } von { $seen } Fällen anders beantwortet.
privacy-found-refused = { $seen } denkbare Verwendungen, davon 0 erlaubt; 0 Einträge zu einem solchen Zweck.
privacy-lost-refused = { $wrong } Verwendungen erlaubt oder im Protokoll, von { $seen } denkbaren.
privacy-found-joining = { $seen } Fragen beim Beitritt; außer den dreien darf jede offenbleiben.
privacy-lost-joining = { $wrong } von { $seen } Fragen beim Beitritt sind über die drei hinaus Pflicht.
privacy-found-declared = { $seen } Arten von Werten sind gespeichert, jede in der Fassung genannt, unter der sie gegeben wurde.
privacy-lost-declared = Es sind Werte gespeichert, die keine Fassung der Erklärung nennt.
privacy-found-keys = Angesehene Personen: { $people }. Wer gelöscht ist, hat keinen Schlüssel, alle anderen haben einen.
privacy-lost-keys = Es gibt einen Schlüssel einer gelöschten Person oder eine Person ohne Schlüssel.
privacy-found-addresses = { $seen ->
    [0] Es liegen keine Adressen von Besuchern vor.
    [one] Es liegen Adressen eines Tages vor, unter dem Schlüssel dieses Tages; kein Schlüssel ist über seine Zeit hinaus da.
   *[other] Es liegen Adressen von { $seen } Tagen vor, jeder Tag unter einem eigenen Schlüssel; kein Schlüssel ist über seine Zeit hinaus da.
}
privacy-lost-addresses = Schlüssel oder Protokollzeilen, die nicht zu lesen waren, sind von { $wrong } von { $seen } Tagen über ihre Zeit hinaus da.
privacy-found-ledger = { $seen } Einträge neu gehasht; sie führen zum unterschriebenen Kopf.
privacy-found-whole = { $seen } Einträge neu gehasht, vom ersten bis zum letzten.
privacy-lost-ledger = Das Protokoll geht nicht auf: Ein Eintrag, ein Hash oder der Kopf ist nicht mehr, was er war.
privacy-found-answers = { $seen } Seiten wie von Besuchern abgerufen: kein Cookie, nichts von anderswo, jeder Sicherheits-Header.
privacy-lost-answers = { $wrong } von { $seen } Seiten setzen ein Cookie, laden etwas von anderswo oder haben einen Sicherheits-Header nicht.
privacy-about-notice = Vorher Bescheid sagen
privacy-about-collection = Was wir erheben
privacy-about-use = Wofür wir es nutzen
privacy-about-disclosure = Wenn es die Stiftung verlässt
privacy-about-messages = Wenn wir Ihnen schreiben
privacy-about-security = Sicherheit und Richtigkeit
privacy-about-changes = Wenn sich die Erklärung ändert
privacy-about-record = Das öffentliche Archiv
privacy-promise-n1 = Sie erfahren, was wir fragen, warum und was daraus wird, bevor Sie antworten.
privacy-promise-n2 = Mit jeder Angabe wird festgehalten, welche Fassung der Erklärung galt.
privacy-promise-n3 = Was die Erklärung nicht nennt, kann nicht gespeichert werden.
privacy-promise-c1 = Von jedem Besuch halten wir IP-Adresse und Zeiten fest, von jeder Seite wann und wie lange.
privacy-promise-c2 = Und, wenn der Browser es mitteilt, welcher Browser und welches Betriebssystem es ist.
privacy-promise-c3 = Sie können Cookies ablehnen, und die Seiten funktionieren trotzdem.
privacy-promise-c4 = Von Mitgliedern brauchen wir Name, E-Mail-Adresse und Land.
privacy-promise-c5 = Von Fördernden und Spendenden brauchen wir, was die Zahlung und ihre Sicherheit erfordern.
privacy-promise-c6 = Alles andere ist freiwillig.
privacy-promise-c7 = Die Postanschrift stimmberechtigter Mitglieder wird nie außerhalb der Stiftung gezeigt.
privacy-promise-u1 = Besuchsprotokolle dienen der Sicherheit und Leistung der Seiten, sonst nichts.
privacy-promise-u2 = Persönliche Angaben dienen den genannten Zwecken, sonst nichts.
privacy-promise-u3 = Zahlungsangaben bleiben bei denen, die an der Zahlung beteiligt sind.
privacy-promise-u4 = Kartennummern dienen der Zahlung und keinem anderen Zweck.
privacy-promise-u5 = Ein Kartendienstleister wird nur mit schriftlicher Vereinbarung eingesetzt.
privacy-promise-d1 = Nichts geht an andere, es sei denn, Sie haben es erlaubt,
privacy-promise-d2 = oder das, worum Sie gebeten haben, erfordert es, und dann so wenig wie möglich,
privacy-promise-d3 = oder eine Prüfung auf Betrug oder Missbrauch erfordert es,
privacy-promise-d4 = oder das Gesetz verlangt es.
privacy-promise-d5 = Wer für uns arbeitet, erhält Angaben nur mit einer Vereinbarung, die sie ebenso schützt.
privacy-promise-m1 = Sie bekommen die Nachrichten, um die Sie gebeten haben, bis Sie Halt sagen,
privacy-promise-m2 = und die, ohne die eine Mitgliedschaft nicht bestehen kann.
privacy-promise-s1 = Angaben sind verschlüsselt, bewacht und verschlossen.
privacy-promise-s2 = Wenige können sie öffnen, aus genanntem Grund und jedes Mal im Protokoll.
privacy-promise-s3 = Sie werden richtig, vollständig und aktuell gehalten.
privacy-promise-s4 = Was falsch ist, wird berichtigt, gelöscht oder gesperrt, wenn Sie es sagen.
privacy-promise-v1 = Eine neue Fassung wird gut sichtbar veröffentlicht, mit ihrem Datum.
privacy-promise-v2 = Sie nimmt früheren Angaben nie Schutz, es sei denn, Sie stimmen zu.
privacy-promise-r1 = Jeder veröffentlichte Stand der Erklärung bleibt einsehbar.
privacy-promise-r2 = Ein Abbild kann jederzeit verlangt und später mit anderen Programmen abgespielt werden.
privacy-promise-r3 = Die Seiten funktionieren ohne JavaScript, und ihre Schrift lässt sich vergrößern.
privacy-data-title = Was wir über Sie speichern dürfen
privacy-data-intro = Die vollständige Liste: { $count } Angaben. Was nicht darauf steht, kann nirgends gespeichert werden. Das meiste haben wir nur, wenn Sie es uns geben.
privacy-data-version = Entnommen <a href="/privacy/{ $version }">der Datenschutzerklärung vom { $date }</a>: dieselbe Liste, an die sich die Software hält.
privacy-data-old = Diese Fassung ist heute nicht in Kraft.
privacy-data-other = Alles Übrige
privacy-data-everyone = alle
privacy-data-nothing = nichts
privacy-data-what = Was
privacy-data-from = Von wem, wo
privacy-data-required = Nötig:
privacy-data-optional = Freiwillig:
privacy-data-noted = Nicht erfragt, vermerkt bei:
privacy-data-clause = Klausel { $clause }
privacy-sieve = Einen Teil der Liste zeigen
privacy-sieve-who = Sie gehören zu
privacy-sieve-anyone = irgendwem
privacy-sieve-group = Art der Angabe
privacy-sieve-anything = jede Art
privacy-sieve-to = Was gehen darf an
privacy-sieve-anybody = irgendwen oder niemanden
privacy-sieve-show = Zeigen
privacy-sieve-shown = { $shown } von { $all } gezeigt.
privacy-sieve-all = Alle zeigen
privacy-matrix = Was wofür genutzt wird
privacy-matrix-text = Jede Zeile ist eine Art von Angabe, jede Spalte ein Zweck. Das Bild ist aus den Regeln gezeichnet, an die sich die Software hält, nicht von Hand.
privacy-matrix-table = Dasselbe als Tabelle
privacy-matrix-inside = In der Stiftung genutzt für
privacy-matrix-consented = Nur mit Ihrer Einwilligung für
privacy-matrix-outside = Darf aus genanntem Grund nach außen, für
privacy-giver-visitor = Besuchende
privacy-giver-applicant = Beitrittswillige
privacy-giver-member = Mitglieder
privacy-giver-voting-member = stimmberechtigte Mitglieder
privacy-giver-supporting-member = fördernde Mitglieder
privacy-giver-donor = Spendende
privacy-giver-staff = unsere Leute
privacy-place-server-log = Server-Protokoll
privacy-place-page-left = Seite beim Verlassen
privacy-place-join-form = Beitritt
privacy-place-confirm-form = Bestätigung
privacy-place-account-page = Konto
privacy-place-enrolment-form = Einschreibung
privacy-place-give-form = Spende
privacy-place-sponsor-form = Förderung
privacy-place-payment-provider = Zahlungsdienst
privacy-place-consent-page = Einwilligungen
privacy-place-subscription-page = Abonnements
privacy-place-mail = Post
privacy-place-rights-form = Anfrage zu Daten
privacy-place-privacy-address = Brief an die Datenschutzadresse
privacy-place-sign-in = Anmeldung
privacy-place-settings = Einstellungen
privacy-place-desk = Arbeitsplatz
