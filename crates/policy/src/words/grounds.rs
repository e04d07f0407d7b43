//! Owns the grounds of disclosure and the kinds of message.

use super::words;

words! {
    /// On what ground data go to somebody outside.
    Ground "Ground" "ground" {
        /// No ground at all.
        None = "none", "no ground";
        /// The person specifically authorised it.
        Authorised = "authorised", "the person authorised it";
        /// It is necessary to do what the person asked for.
        Necessary = "necessary", "it is necessary for what the person asked";
        /// It is required to check for fraud or other misuse.
        Fraud = "fraud", "it is required to check for fraud or misuse";
        /// The law requires it.
        Law = "law", "the law requires it";
    }
}

impl Ground {
    /// The legal basis in the Data Privacy Vocabulary; none for [`Ground::None`].
    pub const fn dpv(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Authorised => Some("dpv:Consent"),
            Self::Necessary => Some("dpv:ContractPerformance"),
            Self::Fraud => Some("dpv:LegitimateInterestOfController"),
            Self::Law => Some("dpv:LegalObligation"),
        }
    }
}

words! {
    /// What kind of message is sent to a person.
    Message "Message" "message" {
        /// A message without which the membership or the account cannot be kept.
        Necessary = "necessary", "necessary messages";
        /// A message that the person asked for.
        Subscribed = "subscribed", "messages that you subscribed to";
    }
}
