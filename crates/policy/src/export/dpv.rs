//! Owns the export as JSON-LD in the terms of the W3C Data Privacy Vocabulary 2.2.
//!
//! The context stands in the document, so that no program has to fetch anything to read it. There
//! is a node for the notice (the policy), for the foundation, for each field, for what is done with
//! it, and for each way out of the foundation.

use std::collections::BTreeSet;

use super::tree::Node;
use super::{Basis, Publisher, bases};
use crate::map::{Category, Field, Retention};
use crate::policy::Policy;
use crate::reach::Access;
use crate::words::{Giver, Ground, Purpose, Recipient};

/// Measures that the software itself takes (clauses S1 and S2 of the shipped policy).
const TECHNICAL: &[&str] = &[
    "dpv:EncryptionAtRest",
    "dpv:CryptographicKeyManagement",
    "dpv:HashFunctions",
    "dpv:DigitalSignatures",
    "dpv:AccessControlMethod",
];

/// Records and procedures that the software itself keeps: the ledger, the consents, the pages on which
/// people exercise their rights. What rests on people alone is not claimed.
const ORGANISATIONAL: &[&str] =
    &["dpv:DataProcessingRecord", "dpv:ConsentRecord", "dpv:DataSubjectRightsManagement"];

/// Properties whose values are nodes or terms, not texts.
const LINKS: &[(&str, &str)] = &[
    ("hasDataController", "dpv:hasDataController"),
    ("hasDataSubject", "dpv:hasDataSubject"),
    ("hasLegalBasis", "dpv:hasLegalBasis"),
    ("hasNecessity", "dpv:hasNecessity"),
    ("hasNotice", "dpv:hasNotice"),
    ("hasOrganisationalMeasure", "dpv:hasOrganisationalMeasure"),
    ("hasPersonalData", "dpv:hasPersonalData"),
    ("hasProcess", "dpv:hasProcess"),
    ("hasProcessing", "dpv:hasProcessing"),
    ("hasPurpose", "dpv:hasPurpose"),
    ("hasRecipient", "dpv:hasRecipient"),
    ("hasStorageCondition", "dpv:hasStorageCondition"),
    ("hasTechnicalMeasure", "dpv:hasTechnicalMeasure"),
    ("publisher", "dct:publisher"),
];

/// Properties whose values are texts.
const TEXTS: &[(&str, &str)] = &[
    ("description", "dct:description"),
    ("hasContact", "dpv:hasContact"),
    ("hasDataSource", "dpv:hasDataSource"),
    ("hasName", "dpv:hasName"),
    ("identifier", "dct:identifier"),
    ("title", "dct:title"),
];

/// Properties whose values are of a type of XML Schema.
const TYPED: &[(&str, &str, &str)] = &[
    ("hasDuration", "dpv:hasDuration", "xsd:duration"),
    ("modified", "dct:modified", "xsd:date"),
    ("valid", "dct:valid", "xsd:date"),
];

impl Policy {
    /// The data map as JSON-LD, in the terms of the Data Privacy Vocabulary.
    pub fn dpv_jsonld(&self, publisher: &Publisher<'_>) -> String {
        let base = format!("{}/privacy/{}", publisher.base_url, self.version());
        let fields = self.map().fields();
        let mut graph = vec![notice(self, publisher), foundation(publisher)];
        graph.extend(fields.iter().flat_map(|field| {
            let category = self.map().category(&field.category);
            category.map(|category| data(field, category)).into_iter().chain([process(field)])
        }));
        let ways = ways_out(self);
        let recipients: BTreeSet<Recipient> = ways.iter().map(|way| way.recipient).collect();
        graph.extend(recipients.into_iter().map(recipient));
        graph.extend(ways.iter().map(Way::node));
        let document = Node::Map(vec![("@context", context(&base)), ("@graph", Node::List(graph))]);
        document.json()
    }
}

fn context(base: &str) -> Node {
    let link = |(name, id): &(&'static str, &'static str)| {
        (*name, Node::Map(vec![("@id", (*id).into()), ("@type", "@id".into())]))
    };
    let mut entries = vec![
        ("@base", base.into()),
        ("dct", "http://purl.org/dc/terms/".into()),
        ("dpv", "https://w3id.org/dpv#".into()),
        ("pd", "https://w3id.org/dpv/pd#".into()),
        ("xsd", "http://www.w3.org/2001/XMLSchema#".into()),
    ];
    entries.extend(LINKS.iter().map(link));
    entries.extend(TEXTS.iter().map(|(name, id)| (*name, (*id).into())));
    entries.extend(TYPED.iter().map(|(name, id, kind)| {
        (*name, Node::Map(vec![("@id", (*id).into()), ("@type", (*kind).into())]))
    }));
    Node::Map(entries)
}

fn notice(policy: &Policy, publisher: &Publisher<'_>) -> Node {
    let fields = policy.map().fields().iter().map(|field| format!("#process-{}", field.id));
    let ways = ways_out(policy);
    let processes = fields.chain(ways.iter().map(Way::id));
    let sealed = publisher.base_url.starts_with("https://");
    let travelling = sealed.then_some("dpv:EncryptionInTransfer");
    Node::Map(vec![
        ("@id", "".into()),
        ("@type", ["dpv:PrivacyNotice", "dpv:Process"].into_iter().collect()),
        ("title", policy.title().into()),
        ("description", policy.summary().into()),
        ("identifier", policy.version().to_string().into()),
        ("modified", policy.updated().to_string().into()),
        ("valid", policy.effective().to_string().into()),
        ("publisher", "#foundation".into()),
        ("hasDataController", "#foundation".into()),
        ("hasTechnicalMeasure", TECHNICAL.iter().copied().chain(travelling).collect()),
        ("hasOrganisationalMeasure", ORGANISATIONAL.iter().copied().collect()),
        ("hasProcess", processes.collect()),
    ])
}

fn foundation(publisher: &Publisher<'_>) -> Node {
    let mut entries = vec![
        ("@id", "#foundation".into()),
        ("@type", "dpv:DataController".into()),
        ("hasName", publisher.name.into()),
    ];
    if !publisher.contact.is_empty() {
        entries.push(("hasContact", publisher.contact.into()));
    }
    Node::Map(entries)
}

/// A field as personal data.
fn data(field: &Field, category: &Category) -> Node {
    let term = current(&category.dpv);
    let mut types = vec!["dpv:PersonalData"];
    types.extend((term != "dpv:PersonalData").then_some(term));
    Node::Map(vec![
        ("@id", format!("#field-{}", field.id).into()),
        ("@type", types.into_iter().collect()),
        ("title", field.label.as_str().into()),
        ("identifier", field.id.as_str().into()),
    ])
}

/// What is done with a field.
fn process(field: &Field) -> Node {
    let subjects: BTreeSet<&str> = field.from.iter().map(|giver| subject(*giver)).collect();
    let purposes: BTreeSet<&str> = field.purposes.iter().map(|purpose| purpose.dpv()).collect();
    let grounds = field.purposes.iter().flat_map(|purpose| bases(field, *purpose));
    let grounds: BTreeSet<&str> = grounds.map(Basis::dpv).collect();
    let mut processing = vec!["dpv:Collect", "dpv:Use"];
    processing.extend((field.keep != Retention::Never).then_some("dpv:Store"));
    let mut necessity = Vec::new();
    if !field.required_for.is_empty() {
        necessity.push("dpv:Required");
    }
    if field.from.iter().any(|giver| field.is_optional_for(*giver)) {
        necessity.push("dpv:Optional");
    }
    let mut storage = vec![
        ("@type", "dpv:StorageCondition".into()),
        ("description", field.keep.to_string().into()),
    ];
    if let Retention::For(period, _) = field.keep {
        storage.push(("hasDuration", period.to_string().into()));
    }
    Node::Map(vec![
        ("@id", format!("#process-{}", field.id).into()),
        ("@type", "dpv:PersonalDataProcess".into()),
        ("title", field.label.as_str().into()),
        ("description", field.why.as_str().into()),
        ("hasNotice", "".into()),
        ("hasPersonalData", format!("#field-{}", field.id).into()),
        ("hasDataSubject", subjects.into_iter().collect()),
        ("hasDataSource", field.collected.iter().map(String::as_str).collect()),
        ("hasProcessing", processing.into_iter().collect()),
        ("hasPurpose", purposes.into_iter().collect()),
        ("hasLegalBasis", grounds.into_iter().collect()),
        ("hasNecessity", necessity.into_iter().collect()),
        ("hasStorageCondition", Node::Map(storage)),
    ])
}

/// A way in which information leaves the foundation.
struct Way {
    recipient: Recipient,
    access: Access,
    fields: Vec<String>,
    purposes: BTreeSet<&'static str>,
}

impl Way {
    fn id(&self) -> String {
        let ground = match self.access {
            Access::On(ground) => ground.name(),
            Access::Asked => "asked",
        };
        format!("#disclosure-{}-{ground}", self.recipient)
    }

    fn node(&self) -> Node {
        let basis = match self.access {
            Access::On(ground) => ground.dpv(),
            Access::Asked => Ground::Authorised.dpv(),
        };
        let mut entries = vec![
            ("@id", self.id().into()),
            ("@type", "dpv:PersonalDataProcess".into()),
            ("hasNotice", "".into()),
            ("hasProcessing", "dpv:Disclose".into()),
            ("hasPersonalData", self.fields.iter().map(String::as_str).collect()),
            ("hasPurpose", self.purposes.iter().copied().collect()),
            ("hasRecipient", format!("#recipient-{}", self.recipient).into()),
        ];
        entries.extend(basis.map(|basis| ("hasLegalBasis", basis.into())));
        Node::Map(entries)
    }
}

fn ways_out(policy: &Policy) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for category in policy.map().categories() {
        for (recipient, accesses) in policy.recipients(&category.id) {
            for access in accesses {
                let purposes: BTreeSet<&'static str> = match access {
                    Access::On(ground) => policy
                        .discloses(&category.id, recipient, ground, false)
                        .map(Purpose::dpv)
                        .collect(),
                    Access::Asked => Ground::ALL
                        .iter()
                        .flat_map(|g| policy.discloses(&category.id, recipient, *g, true))
                        .map(Purpose::dpv)
                        .collect(),
                };
                let fields = policy.map().fields_of(&category.id);
                let fields = fields.map(|field| format!("#field-{}", field.id));
                let known =
                    ways.iter_mut().find(|way| way.recipient == recipient && way.access == access);
                match known {
                    Some(way) => {
                        way.fields.extend(fields);
                        way.purposes.extend(purposes);
                    }
                    None => {
                        ways.push(Way { recipient, access, fields: fields.collect(), purposes });
                    }
                }
            }
        }
    }
    ways.retain(|way| !way.fields.is_empty());
    ways.sort_by_key(|way| (way.recipient, way.access));
    ways
}

fn recipient(recipient: Recipient) -> Node {
    Node::Map(vec![
        ("@id", format!("#recipient-{recipient}").into()),
        ("@type", recipient.dpv().into()),
        ("title", recipient.label().into()),
    ])
}

impl Basis {
    fn dpv(self) -> &'static str {
        match self {
            Self::Consent => "dpv:Consent",
            Self::Contract => "dpv:ContractPerformance",
            Self::LegalObligation => "dpv:LegalObligation",
            Self::LegitimateInterest => "dpv:LegitimateInterestOfController",
        }
    }
}

fn subject(giver: Giver) -> &'static str {
    match giver {
        Giver::Visitor => "dpv:Visitor",
        Giver::Applicant => "dpv:Applicant",
        Giver::Member | Giver::VotingMember | Giver::SupportingMember => "dpv:Member",
        Giver::Donor => "dpv:Participant",
        Giver::Staff => "dpv:Employee",
    }
}

/// A term as DPV 2.2 spells it; before, some were spelled the American way.
fn current(term: &str) -> &str {
    match term {
        "pd:Behavioral" => "pd:Behavioural",
        "pd:BrowsingBehavior" => "pd:BrowsingBehaviour",
        "pd:ServiceConsumptionBehavior" => "pd:ServiceConsumptionBehaviour",
        "pd:TVViewingBehavior" => "pd:TVViewingBehaviour",
        other => other,
    }
}
