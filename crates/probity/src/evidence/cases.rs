//! The cases of the shipped policy, put to the version that runs: each answer is compared with the
//! expected one, and with Cedar's own.

use probity_policy::{Archive, Decision, Flow, Policy};
use probity_vault::VaultError;
use serde::Deserialize;

use crate::data::shipped::POLICIES;

/// The version that the cases are about.
const VERSION: &str = "2026-11-23";

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// One case, as `policies/cases.toml` has it.
#[derive(Deserialize)]
struct Case {
    action: String,
    category: String,
    giver: Option<String>,
    role: Option<String>,
    recipient: Option<String>,
    purpose: Option<String>,
    message: Option<String>,
    ground: Option<String>,
    #[serde(default)]
    consent: bool,
    #[serde(default)]
    restricted: bool,
    #[serde(default)]
    agreement: bool,
    #[serde(default)]
    expired: bool,
    #[serde(default)]
    hold: bool,
    expect: String,
    clause: String,
}

/// How many cases there are, and how many are answered otherwise than expected; none where the shipped
/// version was never published.
pub(super) fn look(archive: &Archive) -> Result<Option<(u64, u64)>, VaultError> {
    let unreadable = || VaultError::Mismatch("the cases can't be read; build anew".to_owned());
    let version = VERSION.parse().map_err(|_| unreadable())?;
    let Some(policy) = archive.get(version) else { return Ok(None) };
    let file = POLICIES.iter().find(|(name, _)| *name == "cases.toml");
    let text = file.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let cases: Cases = text.and_then(|t| toml::from_str(t).ok()).ok_or_else(unreadable)?;
    let wrong = cases.case.iter().filter(|case| !case.holds(policy)).count();
    Ok(Some((cases.case.len() as u64, wrong as u64)))
}

impl Case {
    fn holds(&self, policy: &Policy) -> bool {
        let Some(flow) = self.flow() else { return false };
        let decision = policy.decide(&flow);
        let named = decision.rule().and_then(|rule| policy.clause(rule));
        // Where no rule speaks of it the case names the clause that a reader would look at.
        let clause = named.is_none_or(|clause| clause.id == self.clause);
        let expected = match self.expect.as_str() {
            "allow" => decision.is_allowed(),
            "deny" => matches!(decision, Decision::Deny(_)),
            _ => false,
        };
        expected && clause && policy.cedar_decide(&flow) == decision
    }

    fn flow(&self) -> Option<Flow<'_>> {
        fn word<T: std::str::FromStr>(word: Option<&String>) -> Option<T> {
            word.and_then(|word| word.parse().ok())
        }
        let category = self.category.as_str();
        let (consent, restricted) = (self.consent, self.restricted);
        let purpose = word(self.purpose.as_ref());
        let role = word(self.role.as_ref());
        Some(match self.action.as_str() {
            "collect" => {
                let giver = word(self.giver.as_ref())?;
                Flow::Collect { category, giver, purpose: purpose?, consent }
            }
            "use" => Flow::Use { category, role: role?, purpose: purpose?, consent, restricted },
            "show" => Flow::Show { category, role: role?, purpose: purpose?, consent, restricted },
            "send" => {
                let message = word(self.message.as_ref())?;
                let (role, purpose) = (role?, purpose?);
                Flow::Send { category, role, purpose, message, consent, restricted }
            }
            "disclose" => Flow::Disclose {
                category,
                recipient: word(self.recipient.as_ref())?,
                purpose: purpose?,
                ground: match &self.ground {
                    Some(ground) => word(Some(ground))?,
                    None => probity_policy::Ground::None,
                },
                consent,
                restricted,
                agreement: self.agreement,
            },
            "keep" => Flow::Keep { category, expired: self.expired, restricted, hold: self.hold },
            _ => return None,
        })
    }
}
