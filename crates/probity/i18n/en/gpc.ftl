# Global Privacy Control.
gpc-note = Your browser asks every site not to sell or share your data (Global Privacy Control). We sell nothing to anybody and share nothing for advertising, and our privacy policy forbids our software to.
gpc-recorded = That you object is on the ledger since you signed in.
gpc-entry = You objected to the sale and sharing of your data, as your browser said when you joined or signed in (Global Privacy Control)
