//! Owns the purposes and their names in the W3C Data Privacy Vocabulary (DPV 2).

use super::words;

words! {
    /// What data are used for. The last three exist to be refused.
    Purpose "Purpose" "purpose" {
        /// Protecting the servers against unauthorised intrusion.
        IntrusionProtection = "intrusion-protection", "protection against intrusion";
        /// Monitoring and improving availability and performance.
        AvailabilityPerformance = "availability-performance", "the availability and performance of the sites";
        /// Communicating with members and account holders.
        Communication = "communication", "communication";
        /// Giving access to secure areas.
        SecureAccess = "secure-access", "access to secure areas";
        /// Providing the services that the sites offer.
        ServiceProvision = "service-provision", "providing the services of the sites";
        /// Improving what the sites say.
        ContentImprovement = "content-improvement", "improving the content of the sites";
        /// Preventing or detecting fraud and abuse.
        FraudPrevention = "fraud-prevention", "preventing and detecting fraud";
        /// Technical, logistical or other functions carried out on behalf of the foundation.
        DelegatedFunction = "delegated-function", "work done on our behalf";
        /// Keeping a membership.
        Membership = "membership", "membership";
        /// Holding votes.
        Voting = "voting", "voting";
        /// Processing a payment.
        Payment = "payment", "payment";
        /// Doing what the law requires.
        LegalCompliance = "legal-compliance", "what the law requires";
        /// Answering people's requests about their own data.
        RightsFulfilment = "rights-fulfilment", "answering your requests about your data";
        /// Advertising. Exists to be refused.
        Marketing = "marketing", "marketing";
        /// Building profiles of people. Exists to be refused.
        Profiling = "profiling", "profiling";
        /// Selling data. Exists to be refused.
        Sale = "sale", "sale";
    }
}

impl Purpose {
    /// The purpose's concept in the Data Privacy Vocabulary.
    pub const fn dpv(self) -> &'static str {
        match self {
            Self::IntrusionProtection => "dpv:EnforceSecurity",
            Self::AvailabilityPerformance => "dpv:IncreaseServiceRobustness",
            Self::Communication => "dpv:CommunicationManagement",
            Self::SecureAccess => "dpv:EnforceAccessControl",
            Self::ServiceProvision => "dpv:ServiceProvision",
            Self::ContentImprovement => "dpv:ImproveExistingProductsAndServices",
            Self::FraudPrevention => "dpv:FraudPreventionAndDetection",
            Self::DelegatedFunction => "dpv:TechnicalServiceProvision",
            Self::Membership => "dpv:MemberPartnerManagement",
            Self::Voting => "dpv:OrganisationGovernance",
            Self::Payment => "dpv:PaymentManagement",
            Self::LegalCompliance => "dpv:LegalCompliance",
            Self::RightsFulfilment => "dpv:RightsFulfilment",
            Self::Marketing => "dpv:Marketing",
            Self::Profiling => "dpv:Profiling",
            Self::Sale => "dpv:SellDataToThirdParties",
        }
    }
}
