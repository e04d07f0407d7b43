# Was eine Seite statt des Gewünschten sagt.
failure-unreadable-title = Wir konnten nicht lesen, was gesendet wurde
failure-unreadable-again = Nichts wurde gespeichert. Gehen Sie zurück, laden Sie die Seite neu und senden Sie sie noch einmal.
failure-unreadable-encoding = Der Text war nicht so kodiert, wie Formulare es sind.
failure-unreadable-duplicate = Eines der Felder wurde zweimal gesendet.
failure-unreadable-many = Es hat mehr Felder als jedes unserer Formulare.
failure-unreadable-cut = Es kam nicht vollständig an.
failure-unreadable-misfit = Eine der Antworten passt nicht zur Frage.
failure-unreadable-request = Die Anfrage hat eine Form, die wir nicht kennen.
failure-foreign-title = Das kam nicht von unseren Seiten
failure-foreign = Die Anfrage sagt, dass eine andere Website sie geschickt hat. Deshalb haben wir nichts getan und nichts gespeichert.
failure-foreign-again = Wenn Sie das senden wollten, öffnen Sie das Formular auf dieser Website und senden Sie es von dort.
failure-stale-title = Dieses Formular war zu lange offen
failure-stale = Formulare gelten zwölf Stunden, und nur für die Person, der sie gezeigt wurden. Nichts wurde gespeichert.
failure-stale-again = Gehen Sie zurück, laden Sie die Seite neu und senden Sie sie noch einmal.
failure-forbidden-title = Diese Seite ist nicht für Sie
failure-forbidden = Nur einige unserer Beschäftigten dürfen sie öffnen.
failure-not-found-title = Diese Seite gibt es nicht
failure-not-found = Wenn Sie die Adresse eingetippt haben, prüfen Sie, ob sie stimmt. Wenn Sie einem unserer Links gefolgt sind, liegt der Fehler bei uns.
failure-dead-link-title = Dieser Link gilt nicht mehr
failure-dead-link = Links in unseren Nachrichten gelten einmal und nicht lange. Vielleicht wurde er schon benutzt, oder eine neuere Nachricht enthält einen neueren.
failure-dead-link-again = Wo Sie sich anmelden, können Sie einen neuen Link bekommen.
failure-too-large-title = Das ist mehr, als unsere Formulare aufnehmen
failure-too-large = Was gesendet wurde, ist größer als jede Antwort, um die wir bitten. Nichts wurde gespeichert.
failure-not-a-form = Diese Adresse nimmt Formulare, wie Browser sie senden, und nichts anderes. Nichts wurde gespeichert.
failure-too-many-title = Zu viele Versuche
failure-too-many = Damit Konten sicher bleiben, machen wir hier eine Pause. Nichts wurde gespeichert.
failure-too-many-wait = Versuchen Sie es in { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
} wieder.
failure-signin-title = Melden Sie sich zuerst an
failure-signin = Auf dieser Seite geht es nur um Sie.
failure-refused-title = Unsere Datenschutzerklärung erlaubt das nicht
failure-refused = Deshalb hat die Software es verweigert, und nichts ist geschehen.
failure-refused-read = Die Erklärung lesen
failure-unavailable-title = Das geht im Augenblick nicht
failure-unavailable = Nichts wurde gespeichert oder geändert. Bitte versuchen Sie es in einigen Minuten noch einmal.
failure-internal-title = Bei uns ist etwas schiefgegangen
failure-internal = Was Sie gesendet haben, hat nichts gespeichert oder geändert. Bitte versuchen Sie es noch einmal.
failure-method-title = So funktioniert diese Adresse nicht
failure-method = Die Seite gibt es, aber nicht für das, was Ihr Browser versucht hat. Nichts wurde gespeichert.
failure-timeout-title = Das hat zu lange gedauert
failure-timeout = Ihre Anfrage kam nicht rechtzeitig an. Nichts wurde gespeichert. Bitte versuchen Sie es noch einmal.
failure-reference = Wenn Sie uns deswegen schreiben, nennen Sie das Zeichen <code>{ $reference }</code>.
failure-home = Zur Startseite
