//! What the running service finds out about its own promises, and when it last looked.
//!
//! Each [`Check`] really looks, at start-up and then once an hour by the app's clock, off the async
//! threads and at a bounded part; the whole ledger once a day. What does not hold stands on
//! `/privacy/kept` in plain words, and in the log as an error. A new check is a line in [`Check`], its
//! function here, and its words in `i18n/*/privacy.ftl`.

mod answers;
mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use probity_ledger::SubjectId;
use probity_policy::{Giver, Policy, Purpose};
use probity_vault::{Unverified, VaultError};
use tokio::sync::watch;

use crate::app::App;
use crate::site::failure::Failure;
use crate::site::moment::HOUR;
use crate::usage::rejected::over;

/// Entries at the end of the ledger that are checked each hour.
const RECENT: u64 = 5_000;
/// Persons looked at each hour; the next hour goes on after them.
const PEOPLE: u32 = 10_000;
/// A ledger up to this size is checked wholly each time.
const SMALL: u64 = 20_000;
/// How often a larger one is.
const DAY: i64 = 24 * HOUR;

/// The purposes that exist to be refused.
const REFUSED: [Purpose; 3] = [Purpose::Marketing, Purpose::Profiling, Purpose::Sale];
/// The form of joining, as the data map names it.
const JOINING: &str = "join-form";
/// The categories that joining may require (promises C4 and C6).
const ASKED: [&str; 3] = ["name", "email-address", "country"];

/// Something that the service looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The engine answers the cases of the shipped policy as expected, and as Cedar does.
    Cases,
    /// Nothing is allowed for advertising, profiles or sale, and nothing was done for it.
    Refused,
    /// Joining requires no more than a name, an e-mail address and a country.
    Joining,
    /// Nothing is held that no published version declares.
    Declared,
    /// Whoever is erased has no key, everyone else has one.
    Keys,
    /// No key of a day of addresses, and no line that could not be read, is there past its time.
    Addresses,
    /// The newest entries lead to the signed head of the ledger.
    Ledger,
    /// So do all entries.
    WholeLedger,
    /// Pages set no cookie, load nothing from elsewhere and carry their security headers.
    Answers,
}

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It could not be found out.
    Unknown,
}

/// The last look at something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What it came to.
    pub outcome: Outcome,
    /// How many things were looked at: cases, flows, fields, persons, entries, pages.
    pub seen: u64,
    /// How many of them are not as they should be.
    pub wrong: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// All that was found, and how often it changed.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// The last look at each thing.
    pub by_check: BTreeMap<Check, Finding>,
    /// Counts the looks: pages made of the findings are remade when it changes.
    pub revision: u64,
}

/// The findings of a running service.
#[derive(Default)]
pub(crate) struct Evidence {
    found: RwLock<Findings>,
    /// Where the look at persons goes on.
    people: RwLock<Option<SubjectId>>,
}

/// How many were looked at, and how many are wrong.
type Looked = Result<(u64, u64), VaultError>;

impl Check {
    /// Its name in addresses.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Refused => "refused",
            Self::Joining => "joining",
            Self::Declared => "declared",
            Self::Keys => "keys",
            Self::Addresses => "addresses",
            Self::Ledger => "ledger",
            Self::WholeLedger => "whole-ledger",
            Self::Answers => "answers",
        }
    }

    /// The promises that it is about.
    pub fn promises(self) -> &'static [&'static str] {
        match self {
            Self::Cases => &[
                "C1", "C2", "C3", "C4", "C5", "C6", "C7", "U1", "U2", "U3", "U4", "U5", "D1", "D2",
                "D3", "D4", "D5", "M1", "M2", "S1", "S2",
            ],
            Self::Refused => &["U1", "U2"],
            Self::Joining => &["C4", "C6"],
            Self::Declared => &["N3"],
            Self::Keys => &["S1", "S4"],
            Self::Addresses => &["C1", "U1", "S1"],
            Self::Ledger | Self::WholeLedger => &["N2", "S2"],
            Self::Answers => &["C3", "S1"],
        }
    }
}

impl App {
    /// What was found so far.
    pub fn findings(&self) -> Findings {
        self.evidence.found.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often the findings changed: pages made of them are remade when this does.
    pub(crate) fn looked(&self) -> u64 {
        self.evidence.found.read().unwrap_or_else(PoisonError::into_inner).revision
    }

    /// Whether everything held when it was last looked at; none before the first look.
    pub(crate) fn holds(&self) -> Option<bool> {
        let found = self.evidence.found.read().unwrap_or_else(PoisonError::into_inner);
        let holds = |finding: &Finding| finding.outcome == Outcome::Holds;
        (!found.by_check.is_empty()).then(|| found.by_check.values().all(holds))
    }

    /// Looks at everything now, and returns what was found. It takes a moment; staff may ask for it.
    pub async fn check_evidence(self: &Arc<Self>) -> Findings {
        let pages = answers::look(self).await;
        self.note(Check::Answers, Ok(pages));
        let looked = self.blocking(|app| {
            app.look();
            Ok::<_, Failure>(())
        });
        if let Err(error) = looked.await {
            tracing::error!(?error, "the checks of the promises stopped; they go on in an hour");
        }
        self.findings()
    }

    /// Everything that blocks, one after the other.
    fn look(&self) {
        if let Some(looked) = cases::look(self.vault.archive()).transpose() {
            self.note(Check::Cases, looked);
        }
        self.note(Check::Refused, self.look_for_refused());
        self.note(Check::Joining, self.vault.policy_in_force().map(joining));
        self.note(Check::Declared, self.look_for_undeclared());
        self.note(Check::Keys, self.look_at_keys());
        self.note(Check::Addresses, self.look_at_addresses());
        self.note_verified(Check::Ledger, self.vault.verify_end(RECENT));
        if self.is_whole_due() {
            let whole = self.vault.verify(&[], &mut |_, _| {});
            self.note_verified(Check::WholeLedger, whole.map(|report| report.entries));
        }
    }

    fn is_whole_due(&self) -> bool {
        let last = self.findings().by_check.get(&Check::WholeLedger).map(|found| found.at_ms);
        last.is_none_or(|at| self.now_ms() - at >= DAY)
            || self.vault.head().is_ok_and(|head| head.size <= SMALL)
    }

    fn look_for_refused(&self) -> Looked {
        let (mut seen, mut wrong) = (0, 0);
        for policy in self.vault.archive().versions().filter_map(|version| self.policy(version)) {
            let (flows, allowed) = refused_flows(policy);
            (seen, wrong) = (seen + flows, wrong + allowed);
        }
        // What was done, beside what may be: counted when the ledger has been.
        if let Some(tally) = self.tally()? {
            wrong += REFUSED.iter().map(|purpose| tally.of_purpose(purpose.name())).sum::<u64>();
        }
        Ok((seen, wrong))
    }

    fn look_for_undeclared(&self) -> Looked {
        let held = self.vault.held_fields()?;
        let declared = |held: &&probity_vault::HeldField| {
            let version = held.version.and_then(|version| self.policy(version));
            version.is_some_and(|policy| policy.map().field(&held.field).is_some())
        };
        let wrong = held.iter().filter(|held| !declared(held));
        let fields: BTreeSet<&str> = held.iter().map(|held| held.field.as_str()).collect();
        Ok((fields.len() as u64, wrong.map(|held| held.values).sum()))
    }

    fn look_at_keys(&self) -> Looked {
        let after = *self.evidence.people.read().unwrap_or_else(PoisonError::into_inner);
        let found = self.vault.key_evidence(after, PEOPLE)?;
        *self.evidence.people.write().unwrap_or_else(PoisonError::into_inner) = found.next;
        Ok((found.people, found.unfinished + found.keyless))
    }

    fn look_at_addresses(&self) -> Looked {
        let vault = &self.vault;
        // They go within the hour in which their time is over.
        let late = self.now_ms() - 2 * HOUR;
        let rejected = over::days(vault)?;
        let days: BTreeSet<i64> =
            vault.days_with_addresses()?.into_iter().chain(rejected.iter().copied()).collect();
        let mut wrong = 0;
        for day in &days {
            let is_late = vault.addresses_until(*day)?.is_none_or(|until| until < late)
                || (rejected.contains(day) && over::is_over(vault, *day, late)?);
            wrong += u64::from(is_late);
        }
        Ok((days.len() as u64, wrong))
    }

    fn note_verified(&self, check: Check, verified: Result<u64, Unverified>) {
        match verified {
            Ok(entries) => self.note(check, Ok((entries, 0))),
            Err(Unverified::Failed(error)) => self.note(check, Err(error)),
            Err(Unverified::Broken(fault)) => {
                tracing::error!(%fault, "the ledger does not hold; see docs/operations.md");
                self.note(check, Ok((0, 1)));
            }
        }
    }

    fn note(&self, check: Check, looked: Looked) {
        let (outcome, seen, wrong) = match looked {
            Ok((seen, 0)) => (Outcome::Holds, seen, 0),
            Ok((seen, wrong)) => {
                tracing::error!(?check, seen, wrong, "a promise of the policy does not hold");
                (Outcome::Fails, seen, wrong)
            }
            Err(error) => {
                tracing::error!(?check, %error, "a promise of the policy could not be checked");
                (Outcome::Unknown, 0, 0)
            }
        };
        let finding = Finding { outcome, seen, wrong, at_ms: self.now_ms() };
        let mut found = self.evidence.found.write().unwrap_or_else(PoisonError::into_inner);
        found.by_check.insert(check, finding);
        found.revision += 1;
    }

    /// Counts the ledger and looks at the promises: at once, then each hour, until `stop` is true.
    /// One of these runs beside the site.
    pub async fn run_evidence(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut looked = None;
        while !*stop.borrow() {
            let hour = self.hour();
            if looked != Some(hour) {
                match self.blocking(Self::tally).await {
                    // There is more to count: at once, with room for others in between.
                    Ok(None) => continue,
                    Ok(Some(_)) => {}
                    Err(error) => tracing::warn!(?error, "the ledger could not be counted"),
                }
                self.check_evidence().await;
                looked = Some(hour);
            }
            let pause = tokio::time::sleep(Duration::from_secs(20));
            tokio::select! {
                () = pause => {}
                // Nobody is left who could stop it: then it ends too.
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }
}

/// How many flows a policy knows for the purposes that exist to be refused, and how many of them it
/// allows: counted, not claimed.
pub(crate) fn refused_flows(policy: &Policy) -> (u64, u64) {
    let refused = |purpose| REFUSED.contains(&purpose);
    let flows = policy.flows().filter(|flow| flow.purpose().is_some_and(refused));
    flows.fold((0, 0), |(seen, allowed), flow| {
        (seen + 1, allowed + u64::from(policy.decide(&flow).is_allowed()))
    })
}

/// How many fields the form of joining has, and how many it requires beyond the three.
fn joining(policy: &Policy) -> (u64, u64) {
    let asked = |field: &&probity_policy::Field| {
        field.from.contains(&Giver::Applicant) && field.collected.iter().any(|at| at == JOINING)
    };
    let fields = policy.map().fields().iter().filter(asked);
    let (mut seen, mut wrong) = (0, 0);
    for field in fields {
        seen += 1;
        let more = !field.is_optional_for(Giver::Applicant);
        wrong += u64::from(more && !ASKED.contains(&field.category.as_str()));
    }
    (seen, wrong)
}
