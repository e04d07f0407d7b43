# Beitreten.
join-title = Mitglied werden
join-intro = Wir fragen nach { $count ->
    [1] einer Sache
    [2] zwei Dingen
    [3] drei Dingen
   *[other] { $count } Dingen
}; alles Weitere liegt bei Ihnen. Wenn Sie dieses Formular senden, stimmen Sie der <a href="{ $policy }">Datenschutzerklärung vom { $date }</a> zu; das wird mit Ihren Angaben festgehalten. Danach schreiben wir an Ihre Adresse, damit Sie sie bestätigen können.
join-button = Mitglied werden
join-signin = Schon Mitglied? <a href="/signin">Melden Sie sich an</a>.
join-mail-sent = Wir haben an die Adresse geschrieben, die Sie angegeben haben. Folgen Sie dem Link in der Nachricht, um zu bestätigen, dass sie Ihnen gehört; von da an sind Sie Mitglied.
join-mail-life = Der Link gilt { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
}. Wenn Sie ihn nie benutzen, wird gelöscht, was Sie eingegeben haben.
join-mail-missing = Nichts angekommen? Sehen Sie bei den unerwünschten Nachrichten nach, oder füllen Sie das Formular noch einmal aus.
join-about = Mitglied werden: An jeder Frage steht, warum wir sie stellen, wie lange wir die Antwort behalten und wer sie sieht.
