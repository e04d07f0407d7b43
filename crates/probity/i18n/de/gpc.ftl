# Global Privacy Control.
gpc-note = Ihr Browser bittet jede Website, Ihre Daten nicht zu verkaufen oder weiterzugeben (Global Privacy Control). Wir verkaufen niemandem etwas und geben nichts für Werbung weiter, und unsere Datenschutzerklärung verbietet es unserer Software.
gpc-recorded = Ihr Widerspruch steht seit Ihrer Anmeldung im Protokoll.
gpc-entry = Sie haben dem Verkauf und der Weitergabe Ihrer Daten widersprochen, wie Ihr Browser beim Beitritt oder bei der Anmeldung sagte (Global Privacy Control)
