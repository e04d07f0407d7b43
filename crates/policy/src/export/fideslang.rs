//! Owns the export as Fideslang YAML: a dataset, the system that works with it, and those outside.
//!
//! Words are those of Fideslang's default taxonomy. It knows fewer than DPV; where it has none of
//! its own for a term, the nearest broader one is used.

use super::tree::Node;
use super::{Basis, Publisher, bases};
use crate::map::{Category, Field, Retention};
use crate::policy::Policy;
use crate::words::{Giver, Purpose, Recipient};

const DATASET: &str = "personal_information";

/// What the system does for one purpose with what is kept for one time on one ground.
struct Declaration {
    purpose: Purpose,
    basis: Basis,
    keep: Retention,
    categories: Vec<&'static str>,
    subjects: Vec<&'static str>,
    shared: Vec<&'static str>,
    recipients: Vec<Recipient>,
}

impl Policy {
    /// The data map as Fideslang's YAML.
    pub fn fideslang_yaml(&self, publisher: &Publisher<'_>) -> String {
        let mut systems = vec![system(self, publisher)];
        systems.extend(recipients(self).into_iter().map(outside));
        let document = Node::Map(vec![
            ("dataset", Node::List(vec![dataset(self)])),
            ("system", Node::List(systems)),
        ]);
        let head = format!(
            "# {}, version {}: what may be held and what for, in Fideslang's words.\n\
             # Made out of the policy; change the policy, not this file.\n",
            self.title().replace(['\n', '\r'], " "),
            self.version()
        );
        head + &document.yaml()
    }
}

fn dataset(policy: &Policy) -> Node {
    let collection = |category: &Category| {
        let field = |field: &Field| {
            Node::Map(vec![
                ("name", field.id.as_str().into()),
                ("description", format!("{}. {}", field.label, field.why).into()),
                ("data_categories", Node::List(vec![data_category(category).into()])),
            ])
        };
        let fields: Vec<Node> = policy.map().fields_of(&category.id).map(field).collect();
        (!fields.is_empty()).then(|| {
            Node::Map(vec![
                ("name", category.id.as_str().into()),
                ("description", category.label.as_str().into()),
                ("fields", Node::List(fields)),
            ])
        })
    };
    let collections = policy.map().categories().iter().filter_map(collection).collect();
    Node::Map(vec![
        ("fides_key", DATASET.into()),
        ("name", "Personal information".into()),
        ("description", policy.summary().into()),
        ("collections", Node::List(collections)),
    ])
}

fn system(policy: &Policy, publisher: &Publisher<'_>) -> Node {
    let declarations = declarations(policy);
    let cookies = policy.map().fields().iter().any(|field| {
        let category = policy.map().category(&field.category);
        category.is_some_and(|category| data_category(category) == "user.device.cookie")
    });
    let flow = |recipient: &Recipient| {
        Node::Map(vec![("fides_key", key(*recipient).into()), ("type", "system".into())])
    };
    let mut entries = vec![
        ("fides_key", "foundation".into()),
        ("name", publisher.name.into()),
        ("description", policy.title().into()),
        ("system_type", "Service".into()),
        ("legal_name", publisher.name.into()),
        ("privacy_policy", format!("{}/privacy/{}", publisher.base_url, policy.version()).into()),
        ("responsibility", ["Controller"].into_iter().collect()),
        ("data_security_practices", SECURITY.into()),
        ("uses_cookies", Node::Bool(cookies)),
        ("dataset_references", [DATASET].into_iter().collect()),
        ("egress", Node::List(recipients(policy).iter().map(flow).collect())),
        ("privacy_declarations", Node::List(declarations.iter().map(Declaration::node).collect())),
    ];
    if !publisher.contact.is_empty() {
        entries.push(("dpo", publisher.contact.into()));
    }
    Node::Map(entries)
}

/// What the software itself does (clauses S1 and S2 of the shipped policy).
const SECURITY: &str = "Each value is encrypted with a key of its person, which lies apart from the \
                        data. Each use is recorded before it happens.";

fn outside(recipient: Recipient) -> Node {
    Node::Map(vec![
        ("fides_key", key(recipient).into()),
        ("name", recipient.label().into()),
        ("system_type", "Third Party".into()),
        ("privacy_declarations", Node::List(Vec::new())),
    ])
}

fn key(recipient: Recipient) -> String {
    recipient.name().replace('-', "_")
}

/// Everyone outside who may receive anything.
fn recipients(policy: &Policy) -> Vec<Recipient> {
    let receives = |recipient: &Recipient| {
        let mut categories = policy.map().categories().iter();
        categories.any(|c| policy.recipients(&c.id).iter().any(|(known, _)| known == recipient))
    };
    Recipient::ALL.iter().copied().filter(receives).collect()
}

fn declarations(policy: &Policy) -> Vec<Declaration> {
    let mut all: Vec<Declaration> = Vec::new();
    for field in policy.map().fields() {
        let Some(category) = policy.map().category(&field.category) else { continue };
        let outside = policy.recipients(&category.id);
        for purpose in &field.purposes {
            for basis in bases(field, *purpose) {
                let givers = field.from.iter().copied();
                let givers = givers.filter(|giver| super::basis(field, *purpose, *giver) == basis);
                let known = all.iter_mut().position(|one| {
                    (one.purpose, one.basis, one.keep) == (*purpose, basis, field.keep)
                });
                let at = known.unwrap_or_else(|| {
                    all.push(Declaration::new(*purpose, basis, field.keep));
                    all.len() - 1
                });
                let Some(one) = all.get_mut(at) else { continue };
                add(&mut one.categories, data_category(category));
                givers.for_each(|giver| add(&mut one.subjects, subject(giver)));
                if !outside.is_empty() {
                    add(&mut one.shared, data_category(category));
                }
                outside.iter().for_each(|(recipient, _)| add(&mut one.recipients, *recipient));
            }
        }
    }
    all
}

fn add<T: PartialEq>(to: &mut Vec<T>, one: T) {
    if !to.contains(&one) {
        to.push(one);
    }
}

impl Declaration {
    fn new(purpose: Purpose, basis: Basis, keep: Retention) -> Self {
        let (categories, subjects, shared) = (Vec::new(), Vec::new(), Vec::new());
        Self { purpose, basis, keep, categories, subjects, shared, recipients: Vec::new() }
    }

    fn node(&self) -> Node {
        let label = self.purpose.label();
        let mut entries = vec![
            ("name", format!("{label}: {}, {}", self.basis.fideslang(), self.keep).into()),
            ("data_use", data_use(self.purpose).into()),
            ("data_categories", self.categories.iter().copied().collect()),
            ("data_subjects", self.subjects.iter().copied().collect()),
            ("dataset_references", [DATASET].into_iter().collect()),
            ("legal_basis_for_processing", self.basis.fideslang().into()),
            ("flexible_legal_basis_for_processing", Node::Bool(false)),
            ("retention_period", self.keep.to_string().into()),
            ("data_shared_with_third_parties", Node::Bool(!self.recipients.is_empty())),
        ];
        if !self.recipients.is_empty() {
            let names: Vec<&str> = self.recipients.iter().map(|r| r.label()).collect();
            entries.push(("third_parties", names.join("; ").into()));
            entries.push(("shared_categories", self.shared.iter().copied().collect()));
            entries.push(("egress", self.recipients.iter().map(|r| key(*r)).collect()));
        }
        Node::Map(entries)
    }
}

impl Basis {
    fn fideslang(self) -> &'static str {
        match self {
            Self::Consent => "Consent",
            Self::Contract => "Contract",
            Self::LegalObligation => "Legal obligations",
            Self::LegitimateInterest => "Legitimate interests",
        }
    }
}

fn data_category(category: &Category) -> &'static str {
    match category.dpv.as_str() {
        "pd:IPAddress" => "user.device.ip_address",
        "pd:DeviceBased" | "pd:UserAgent" | "pd:DeviceOperatingSystem" => "user.device",
        "pd:ServiceConsumptionBehavior"
        | "pd:ServiceConsumptionBehaviour"
        | "pd:BrowsingBehavior"
        | "pd:BrowsingBehaviour" => "user.behavior",
        "pd:BrowserHistory" => "user.behavior.browsing_history",
        "pd:Name" => "user.name",
        "pd:EmailAddress" => "user.contact.email",
        "pd:Country" => "user.contact.address.country",
        "pd:PhysicalAddress" => "user.contact.address",
        "pd:Professional" => "user.contact.organization",
        "pd:CommunicationsMetadata" => "user.contact",
        "pd:IndividualProfile" | "pd:Interest" => "user.demographic.profile",
        "pd:Intention" => "user.content",
        "pd:GroupMembership" => "user.account",
        "pd:WorkHistory" | "pd:EmailAddressWork" => "user.workplace",
        "pd:Transaction" | "pd:Transactional" | "pd:Reliability" => "user.payment",
        "pd:PaymentCardNumber" => "user.financial.credit_card",
        "pd:Authenticating" => "user.authorization.credentials",
        "pd:UID" => "user.device.cookie",
        "pd:PrivacyPreference" => "user.account.settings",
        "dpv:ConsentRecord" => "user.privacy_preferences",
        "dpv:RightExerciseRecord" => "user.content.private",
        _ => "user",
    }
}

fn data_use(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::IntrusionProtection => "essential.service.security",
        Purpose::AvailabilityPerformance => "essential.service.operations.improve",
        Purpose::Communication => "essential.service.notifications.email",
        Purpose::SecureAccess => "essential.service.authentication",
        Purpose::ServiceProvision | Purpose::Membership => "essential.service",
        Purpose::ContentImprovement => "functional.service.improve",
        Purpose::FraudPrevention => "essential.fraud_detection",
        Purpose::DelegatedFunction => "essential.service.operations.support",
        Purpose::Voting => "essential.service.operations",
        Purpose::Payment => "essential.service.payment_processing",
        Purpose::LegalCompliance | Purpose::RightsFulfilment => "essential.legal_obligation",
        Purpose::Marketing => "marketing",
        Purpose::Profiling => "personalize.profiling",
        Purpose::Sale => "third_party_sharing",
    }
}

fn subject(giver: Giver) -> &'static str {
    match giver {
        Giver::Visitor => "visitor",
        Giver::Applicant => "prospect",
        Giver::Member | Giver::VotingMember | Giver::SupportingMember | Giver::Donor => "customer",
        Giver::Staff => "employee",
    }
}
