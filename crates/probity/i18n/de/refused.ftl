# Was liest, wer abgewiesen wird.
refused-title = Anfragen aus Ihrem Netz werden zurzeit abgewiesen
refused-slow-title = Bitte warten Sie einen Moment
refused-lead = Von der Netzadresse, die Sie benutzen, kam etwas, das wie ein Angriff aussah oder wie viel zu viele Anfragen auf einmal.
refused-until = Wir antworten wieder ab:
refused-shared = Das müssen nicht Sie gewesen sein: Viele Menschen können sich eine Adresse teilen, und Geräte werden missbraucht, ohne dass ihre Besitzer davon wissen.
refused-wrong = Ist das ein Irrtum?
refused-write = Schreiben Sie uns. Wir sehen es uns an, und wenn es einer ist, lassen wir Sie wieder herein:
refused-say = Sagen Sie, wann es war, mit der Uhrzeit. Wer Sie sind, brauchen Sie nicht zu sagen.
refused-policy = Unsere Datenschutzerklärung bleibt für Sie offen
