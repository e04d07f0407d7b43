# Die Seite des Arbeitsplatzes über Besuche, Verfügbarkeit und Leistung.
usage-title = Nutzung
usage-lead = Ob die Websites erreichbar sind, wie schnell sie antworten und wann sie besucht werden. Nur Summen: Nichts hier sagt, was jemand Bestimmtes getan hat.
usage-nothing = Es gibt noch keine Aufzeichnungen über Besuche. Sie kommen aus den Protokollen der Server:
usage-none = Über diese Tage ist nichts da. Wählen Sie andere.
usage-site = Website
usage-all-sites = Alle Websites
usage-from = Von
usage-to = Bis
usage-show = Anzeigen
usage-newest = Die neuesten { $days } Tage
usage-wrong = Diese Tage oder diese Website gibt es nicht; höchstens ein Jahr lässt sich anzeigen. Hier stehen stattdessen die neuesten Tage.
usage-note = { $purpose }. Gezeigt nach Klausel
usage-note-ledger = Dass Sie die Seite geöffnet haben, steht im Protokoll.
usage-hidden = nicht gezeigt
usage-hidden-days = { $days ->
    [one] An einem von { $all } Tagen wird etwas nicht gezeigt: Weniger als fünf Besucher stehen dahinter.
   *[other] An { $days } von { $all } Tagen wird etwas nicht gezeigt: Weniger als fünf Besucher stehen dahinter.
  }
usage-number = { $number }
usage-percent = { $whole },{ $part } %
usage-ms = { $number } ms
usage-ms-part = { $whole },{ $part } ms
usage-seconds = { $number } s
usage-minutes = { $minutes }:{ $seconds } min
usage-hour-of = { $day }, { $hour }

# Die ersten Zahlen
usage-visits = Besuche
usage-views = Seitenaufrufe
usage-visitors = Besucher
usage-requests = Anfragen
usage-availability = Verfügbar
usage-visit-median = Die Hälfte der Besuche dauert höchstens

# Wann Menschen kommen
usage-come = Wann Menschen kommen
usage-day = Tag
usage-visits-by-day = Besuche je Tag
usage-week = Seitenaufrufe je Stunde nach Wochentag und Stunde (UTC), im Mittel
usage-hour = Stunde (UTC)
usage-fewer = keine
usage-most = die meisten
usage-monday = Mo
usage-tuesday = Di
usage-wednesday = Mi
usage-thursday = Do
usage-friday = Fr
usage-saturday = Sa
usage-sunday = So
usage-visitors-note = Besucher lassen sich innerhalb eines Tages unterscheiden, nie über Tage hinweg: Für mehrere Tage werden die jedes Tages zusammengezählt.

# Verfügbarkeit
usage-available = Verfügbarkeit
usage-failed-by-day = Anteil der Anfragen, die scheiterten, je Tag
usage-failed = Gescheitert
usage-failed-number = Gescheitert
usage-no-failures = Keine Anfrage scheiterte.
usage-failures-hidden = Was scheiterte, tat es in Stunden, die nicht gezeigt werden.
usage-worst = Die schlechtesten Stunden
usage-broken = Pfade, die am häufigsten scheiterten
usage-refused = Pfade, nach denen gefragt wird und die es nicht gibt, oder nicht für alle
usage-path = Pfad

# Seiten
usage-pages = Seiten
usage-page = Seite
usage-pages-caption = Die am häufigsten aufgerufenen Seiten
usage-no-pages = Keine Seite wurde an einem Tag von fünf Menschen aufgerufen.
usage-speed = Die langsamsten Seiten: wie lange ihre Antworten brauchen
usage-half = Die Hälfte in
usage-99 = 99 von 100
usage-lasting = Angesehen
usage-unknown = Unbekannt bei
usage-more-pages = { $pages ->
    [one] Eine weitere Seite steht in der Datei.
   *[other] { $pages } weitere Seiten stehen in der Datei.
  }
usage-other-pages = { $views ->
    [one] Ein Aufruf gilt Seiten, die an dem Tag weniger als fünf Menschen aufriefen; sie sind nicht aufgeführt.
   *[other] { $views } Aufrufe gelten Seiten, die an dem Tag weniger als fünf Menschen aufriefen; sie sind nicht aufgeführt.
  }
usage-durations = Wie lange Seiten angesehen werden, ist bei { $share } der Aufrufe nicht bekannt. Eine Seite dauert bis zur nächsten; bei der letzten Seite eines Besuchs weiß man es nur, wenn die Seite meldet, wann sie verlassen wurde. „Angesehen“ ist die Mitte dessen, was bekannt ist.

# Browser und Betriebssysteme
usage-clients = Browser und Betriebssysteme
usage-browsers = Browser, nach Seitenaufrufen
usage-browser = Browser
usage-systems = Betriebssysteme, nach Seitenaufrufen
usage-system = System
usage-others = Andere

# Wie Anfragen beantwortet werden, in Tabellen und Dateien
usage-uptime = In Betrieb
usage-p90 = 9 von 10 Antworten innerhalb von
usage-size = { $number } { $unit }
usage-uptime-note = „Verfügbar“ ist der Anteil der Anfragen, die nicht scheiterten: die mit einem Status unter 500 beantwortet wurden. „In Betrieb“ ist der Anteil der Minuten mit Anfragen, in denen der Server wenigstens eine davon so beantwortete; über Minuten ohne Anfragen sagt ein Protokoll nichts.
usage-failing = Gescheitert
usage-bytes = Gesendet
usage-refused-number = Abgewiesen
usage-90 = 9 von 10
usage-by-site = Jede Website
usage-by-day = Wie Anfragen beantwortet wurden, je Tag
usage-by-hour = Wie Anfragen beantwortet wurden, je Stunde
usage-taken-by-day = Zeit, in der 9 von 10 Antworten kamen, je Tag
usage-failed-by-hour = Anteil der Anfragen, die scheiterten, je Stunde
usage-taken-by-hour = Zeit, in der 9 von 10 Antworten kamen, je Stunde
usage-none-known = nicht gezeigt oder keine Anfragen
usage-hours-note = Wählen Sie eine Website und bis zu sieben Tage, um jede Stunde zu sehen.
usage-failing-share = Von ihren Aufrufen
usage-page-by-day = Diese Seite, je Tag
usage-page-hidden = Von dieser Seite wird in diesen Tagen nichts gezeigt: An jedem riefen sie weniger als fünf Menschen auf, oder es gibt sie nicht.
usage-all-pages = Alle Seiten
usage-file-totals = Die Summen als Datei
usage-file-days = Jede Website je Tag als Datei
usage-file-hours = Jede Website je Stunde als Datei
usage-file-week = Wochentage und Stunden als Datei
usage-file-pages = Alle Seiten als Datei
usage-file-slowest = Alle Seiten, die langsamsten zuerst, als Datei
usage-file-page = Die Tage dieser Seite als Datei
usage-file-broken = Gescheiterte Pfade als Datei
usage-file-refused = Abgewiesene Pfade als Datei
usage-file-kinds = Anfragen nach Art (Seiten, Beigaben, Programme, Fehler, Sondierungen) als Datei
usage-file-browsers = Browser mit ihren Versionen als Datei
usage-file-systems = Betriebssysteme als Datei

# Alarme
usage-alert-error-rate = Mehr als { $above } % der Anfragen scheitern innerhalb von { $minutes } Minuten
usage-alert-time-taken = Eine von zehn Antworten dauert länger als { $above } ms innerhalb von { $minutes } Minuten
usage-alert-down = Keine Anfrage wird beantwortet, { $minutes } Minuten lang
usage-alert-threats = Mehr als { $above } Angreifer innerhalb von { $minutes } Minuten
usage-alerts = Alarme
usage-alerts-none = Es sind keine Alarme eingerichtet. Sie stehen, nach Website und Schwelle, in foundation.toml und melden sich beim Personal per Mail.
usage-alert = Alarm
usage-alert-state = Jetzt
usage-alert-on = An seit { $since }
usage-alert-off = Vorbei seit { $over }
usage-alert-quiet = Ruhig
