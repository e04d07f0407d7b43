# Die festen Wörter einer Erklärung, wie sie im Satz stehen; Aufzählungen, Zeiträume und Fristen.
word-purpose-intrusion-protection = Schutz vor Eindringlingen
word-purpose-availability-performance = Verfügbarkeit und Geschwindigkeit der Seiten
word-purpose-communication = Verständigung
word-purpose-secure-access = Zugang zu geschützten Bereichen
word-purpose-service-provision = Bereitstellung der Dienste der Seiten
word-purpose-content-improvement = Verbesserung der Inhalte der Seiten
word-purpose-fraud-prevention = Verhinderung und Aufdeckung von Betrug
word-purpose-delegated-function = Arbeit in unserem Auftrag
word-purpose-membership = Mitgliedschaft
word-purpose-voting = Abstimmungen
word-purpose-payment = Zahlung
word-purpose-legal-compliance = Erfüllung gesetzlicher Pflichten
word-purpose-rights-fulfilment = Beantwortung Ihrer Anfragen zu Ihren Daten
word-purpose-marketing = Werbung
word-purpose-profiling = Profilbildung
word-purpose-sale = Verkauf
word-role-system = unsere Software
word-role-person = Sie
word-role-public = jede und jeder
word-role-membership-staff = Beschäftigte für die Mitgliedschaft
word-role-finance-staff = Beschäftigte für die Finanzen
word-role-communications-staff = Beschäftigte für die Öffentlichkeitsarbeit
word-role-infrastructure-staff = Beschäftigte für die Technik
word-role-privacy-officer = unsere Datenschutzbeauftragten
word-role-auditor = die Rechnungsprüfung
word-recipient-processor = ein Auftragsverarbeiter, der für uns arbeitet
word-recipient-payment-provider = der Zahlungsdienst
word-recipient-third-party = Dritte
word-recipient-authority = eine Behörde
word-recipient-public = die Öffentlichkeit
word-ground-none = ohne Grund
word-ground-authorised = die betroffene Person hat es erlaubt
word-ground-necessary = es ist nötig für das, worum die betroffene Person gebeten hat
word-ground-fraud = es ist nötig, um Betrug oder Missbrauch zu prüfen
word-ground-law = das Gesetz verlangt es
word-list-next = { $before }, { $next }
word-list-last = { $before } und { $last }
word-period-years = { $count ->
    [one] { $count } Jahr
   *[other] { $count } Jahre
}
word-period-months = { $count ->
    [one] { $count } Monat
   *[other] { $count } Monate
}
word-period-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
word-period-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
word-period-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
word-period-seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
word-keep-account = bis das Konto gelöscht wird
word-keep-never = gar nicht: Die Angabe geht nur durch und wird nie gespeichert
word-keep-after-collection = { $period } lang, gerechnet ab der Erhebung
word-keep-after-transaction = { $period } lang, gerechnet ab der Zahlung
word-keep-after-end-of-membership = { $period } lang, gerechnet ab dem Ende der Mitgliedschaft
word-keep-after-last-use = { $period } lang, gerechnet ab der letzten Nutzung
