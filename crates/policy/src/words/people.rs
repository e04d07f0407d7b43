//! Owns the words for people and bodies: who gives, who acts or sees, who receives.

use super::words;

words! {
    /// Who gives a value: the principal of `collect`.
    Giver "Giver" "giver" {
        /// Anyone who uploads, downloads or merely visits.
        Visitor = "visitor", "visitors";
        /// Someone who asks to become a member.
        Applicant = "applicant", "applicants";
        /// A member.
        Member = "member", "members";
        /// A member with a vote (contributing, managing).
        VotingMember = "voting-member", "voting members";
        /// A supporting or sponsoring member.
        SupportingMember = "supporting-member", "supporting members";
        /// Someone who gives money.
        Donor = "donor", "donors";
        /// Someone who works for the foundation.
        Staff = "staff", "staff";
    }
}

words! {
    /// Who acts or sees: the principal of `use`, `show` and `send`.
    Role "Role" "role" {
        /// The software itself, nobody looking.
        System = "system", "our software";
        /// The person whom the data are about.
        Person = "person", "you";
        /// Anyone at all.
        Public = "public", "anyone";
        /// Staff who look after members.
        MembershipStaff = "membership-staff", "staff for membership";
        /// Staff who look after money.
        FinanceStaff = "finance-staff", "staff for finance";
        /// Staff who write to people.
        CommunicationsStaff = "communications-staff", "staff for communications";
        /// Staff who run the servers.
        InfrastructureStaff = "infrastructure-staff", "staff for infrastructure";
        /// Whoever answers people's requests about their data.
        PrivacyOfficer = "privacy-officer", "our privacy officer";
        /// Whoever checks the records.
        Auditor = "auditor", "the auditor";
    }
}

words! {
    /// Who outside receives data: the principal of `disclose`.
    Recipient "Recipient" "recipient" {
        /// Someone who works on the foundation's behalf.
        Processor = "processor", "a processor that works for us";
        /// Whoever processes card payments.
        PaymentProvider = "payment-provider", "the payment provider";
        /// Any other body or person.
        ThirdParty = "third-party", "a third party";
        /// A court or an authority.
        Authority = "authority", "an authority";
        /// Everybody.
        Public = "public", "the public";
    }
}

impl Recipient {
    /// The recipient's concept in the Data Privacy Vocabulary.
    pub const fn dpv(self) -> &'static str {
        match self {
            Self::Processor => "dpv:DataProcessor",
            Self::PaymentProvider | Self::ThirdParty => "dpv:ThirdParty",
            Self::Authority => "dpv:Authority",
            Self::Public => "dpv:Recipient",
        }
    }
}
