//! Alerts: what of the sites staff are told of by mail, once when it begins and once when it is over.
//!
//! They are looked at each minute by the running service, on its clock, in what the history has of the
//! last minutes: so it does not matter whether a request was this site's own, was sent, followed or
//! imported. Each hour that looking is decided by the policy and on record, and so is each beginning
//! and end, in the transaction that puts the mail into the queue. A mail names the site and the
//! threshold, and tells no figure and nobody.
//!
//! An alert that has begun is over when no more than three quarters of its threshold is reached, and
//! begins again no earlier than its time after that: what goes up and down around the threshold makes
//! no storm of mails.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use probity_ledger::{Actor, Kind, SubjectId};
use probity_policy::{Purpose, Role};
use probity_vault::store::{Row, Value};
use probity_vault::{EntryDraft, StoreError, UsageAction, UsageRequest, Vault};

use super::UsageError;
use super::pulse::{Lately, Pulses};
use crate::app::App;
use crate::config::Alert;
use crate::config::alert::What;
use crate::desk::rights::{ReadUsage, Right, SeeThreats};
use crate::desk::staff;
use crate::language::{Language, Say};
use crate::mail::{enqueue, letter};
use crate::site::moment::{DAY, HOUR, MINUTE, moment};
use crate::store::{guard_decision, usage_alert};

/// What the looking is about, as categories of the data map.
const CATEGORIES: &[&str] = &["request-outcome"];

/// The alerts of an installation.
pub(crate) struct Alerts {
    rules: Vec<Alert>,
    pulses: Pulses,
    /// The hour for which the looking is on record.
    recorded: Mutex<Option<i64>>,
}

/// An alert and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) alert: Alert,
    /// When it last began, in milliseconds since 1970; none if it never has.
    pub(crate) began: Option<i64>,
    /// When that was over; none while it is not.
    pub(crate) over: Option<i64>,
}

impl Standing {
    /// Whether it has begun and is not over.
    pub(crate) fn is_on(&self) -> bool {
        self.began.is_some() && self.over.is_none()
    }
}

/// What of an alert is so now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Now {
    /// Its threshold is passed.
    Above,
    /// Things are well again.
    Well,
    /// Neither, or too little is known.
    Between,
}

impl Alerts {
    /// Those of the configuration.
    ///
    /// # Errors
    /// When one is told to a role that may not see usage by the policy in force.
    pub(crate) fn new(vault: &Vault, rules: &[Alert]) -> Result<Self, UsageError> {
        if let Ok(policy) = vault.policy_in_force() {
            for alert in rules {
                let may = |role: &Role| match alert.what {
                    What::Threats => !SeeThreats::purposes(policy, *role).is_empty(),
                    _ => !ReadUsage::purposes(policy, *role).is_empty(),
                };
                if let Some(role) = alert.to.iter().find(|role| !may(role)) {
                    return Err(UsageError::Settings(format!(
                        "an alert in `usage.alerts` is told to `{}`, who may not see it by the policy \
                         in force; name `infrastructure-staff`",
                        role.name()
                    )));
                }
            }
        }
        let (pulses, recorded) = (Pulses::default(), Mutex::default());
        Ok(Self { rules: rules.to_vec(), pulses, recorded })
    }

    /// Whether there is anything to look at.
    pub(crate) fn any(&self) -> bool {
        !self.rules.is_empty()
    }

    /// How each stands.
    pub(crate) fn standings(&self, vault: &Vault) -> Result<Vec<Standing>, StoreError> {
        let rows = vault.store().query(&usage_alert::LIST, &[])?;
        let mut standings = Vec::new();
        for alert in &self.rules {
            let name = alert.name();
            let mut standing = Standing { alert: alert.clone(), began: None, over: None };
            for row in &rows {
                if row.text(0)? == name {
                    (standing.began, standing.over) = since(row)?;
                }
            }
            standings.push(standing);
        }
        Ok(standings)
    }

    /// Has it on record, once an hour and purpose, that the sites are looked at.
    fn record(&self, vault: &Vault, now_ms: i64) -> Result<(), UsageError> {
        let hour = now_ms.div_euclid(HOUR);
        let recorded = || self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        if *recorded() == Some(hour) {
            return Ok(());
        }
        let today = now_ms.div_euclid(DAY);
        for purpose in [Purpose::AvailabilityPerformance, Purpose::IntrusionProtection] {
            if self.rules.iter().any(|alert| purpose_of(alert) == purpose) {
                let _grant = vault.read_usage(&UsageRequest {
                    action: UsageAction::Use,
                    role: Role::System,
                    actor: None,
                    purpose,
                    categories: CATEGORIES,
                    days: today - 1..=today,
                    note: Some("alerts, for an hour".into()),
                })?;
            }
        }
        *recorded() = Some(hour);
        Ok(())
    }

    /// How things are for an alert at this moment.
    fn look(
        &self,
        vault: &Vault,
        alert: &Alert,
        now_ms: i64,
        read: &mut HashSet<String>,
    ) -> Result<Now, UsageError> {
        let over = i64::from(alert.over);
        // Whole minutes; the one that goes on is not over yet.
        let end = now_ms.div_euclid(MINUTE) * MINUTE;
        let time = end - over * MINUTE..end;
        if alert.what == What::Threats {
            let range = [Value::from(time.start), Value::from(now_ms.saturating_add(1))];
            let rows = vault.store().query(&guard_decision::COUNT, &range)?;
            let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
            return Ok(beyond(count.unsigned_abs(), 1, alert));
        }
        // The hour that goes on, and as many before it as were asked for.
        let hour = now_ms.div_euclid(HOUR) * HOUR;
        let hours = hour - over.div_euclid(60) * HOUR..hour + HOUR;
        let Some(site) = &alert.site else { return Ok(Now::Between) };
        let lately = self.pulses.lately(vault, site.as_str(), &time, &hours, read)?;
        Ok(lately.map_or(Now::Between, |lately| judge(alert, &lately)))
    }
}

/// What came lately, beside an alert.
fn judge(alert: &Alert, lately: &Lately) -> Now {
    let enough = |count: u64| count >= u64::from(alert.requests);
    let now = match alert.what {
        What::ErrorRate => beyond(lately.failed.saturating_mul(100), lately.asked, alert),
        What::TimeTakenP90 => match lately.taken.quantile(0.9) {
            Some(us) => beyond(us, 1_000, alert),
            None => Now::Between,
        },
        What::Down if lately.asked == 0 => Now::Between,
        What::Down if lately.failed == lately.asked => Now::Above,
        What::Down => Now::Well,
        What::Threats => Now::Between,
    };
    let count = match alert.what {
        What::TimeTakenP90 => lately.taken.count(),
        _ => lately.asked,
    };
    // Of too few requests nothing begins; what has begun can be over.
    if now == Now::Above && !enough(count) { Now::Between } else { now }
}

/// Whether `part` of `whole` is above an alert's threshold, or well below it.
fn beyond(part: u64, whole: u64, alert: &Alert) -> Now {
    let Some(above) = alert.above.filter(|_| whole > 0) else { return Now::Between };
    let (part, edge) = (u128::from(part) * 1_000, u128::from(above.0) * u128::from(whole));
    if part > edge {
        Now::Above
    } else if part * 4 <= edge * 3 {
        Now::Well
    } else {
        Now::Between
    }
}

/// What an alert is for.
fn purpose_of(alert: &Alert) -> Purpose {
    match alert.what {
        What::Threats => Purpose::IntrusionProtection,
        _ => Purpose::AvailabilityPerformance,
    }
}

/// When an alert began, and when that was over.
fn since(row: &Row) -> Result<(Option<i64>, Option<i64>), StoreError> {
    Ok((Some(row.int(1)?), row.opt_int(2)?))
}

/// Whether an alert that stands so changes: to having begun, or to being over.
fn change(
    alert: &Alert,
    began: Option<i64>,
    over: Option<i64>,
    now: Now,
    now_ms: i64,
) -> Option<bool> {
    let is_on = began.is_some() && over.is_none();
    let pause: Range<i64> = over.map_or(0..0, |at| at..at + i64::from(alert.over) * MINUTE);
    match now {
        Now::Above if !is_on && !pause.contains(&now_ms) => Some(true),
        Now::Well if is_on => Some(false),
        _ => None,
    }
}

/// An alert in a sentence.
pub(crate) fn sentence(say: impl Fn(&'static str) -> Say, alert: &Alert) -> Say {
    let said = match alert.what {
        What::ErrorRate => say("usage-alert-error-rate"),
        What::TimeTakenP90 => say("usage-alert-time-taken"),
        What::Down => say("usage-alert-down"),
        What::Threats => say("usage-alert-threats"),
    };
    let above = alert.above.map_or_else(String::new, |above| above.to_string());
    said.with("above", above).with("minutes", i64::from(alert.over))
}

impl App {
    /// Looks whether an alert begins or is over, and queues the mail that says so. The running service
    /// does each minute.
    ///
    /// # Errors
    /// When the history can't be read, or the change can't be put on record; it is tried again with
    /// the next look.
    pub fn watch_usage(&self) -> Result<(), UsageError> {
        let Some(usage) = self.usage.as_ref().filter(|usage| usage.alerts().any()) else {
            return Ok(());
        };
        let alerts = usage.alerts();
        let now_ms = self.now_ms();
        alerts.record(&self.vault, now_ms)?;
        let mut read = HashSet::new();
        for Standing { alert, began, over } in alerts.standings(&self.vault)? {
            let now = alerts.look(&self.vault, &alert, now_ms, &mut read)?;
            if let Some(begins) = change(&alert, began, over, now, now_ms) {
                self.turn(&alert, begins, now_ms)?;
            }
        }
        alerts.pulses.keep(&read);
        Ok(())
    }

    /// An alert begins or is over: with its entry and its mails, or not at all.
    fn turn(&self, alert: &Alert, begins: bool, now_ms: i64) -> Result<(), UsageError> {
        let told: Vec<([u8; 16], SubjectId)> = staff::all(&self.vault)?
            .iter()
            .filter(|one| one.works() && one.enrolled_ms.is_some() && alert.to.contains(&one.role))
            .map(|one| (self.mail_id(), one.subject))
            .collect();
        let name: Arc<str> = alert.name().into();
        let (purpose, version) = (purpose_of(alert), self.vault.policy_in_force()?.version());
        let told_of = told.len();
        self.vault.tx("usage-alert", move |v| {
            let key = Value::from(&*name);
            let row = v.sql().query_opt(&usage_alert::GET, std::slice::from_ref(&key))?;
            let (began, over) = row.map_or(Ok((None, None)), |row| since(&row))?;
            // Another process may have seen the same.
            if (began.is_some() && over.is_none()) == begins {
                return Ok(());
            }
            let (kind, says) = if begins {
                v.sql().exec(&usage_alert::BEGIN, &[key, Value::from(now_ms)])?;
                (letter::Kind::AlertBegan, "begins")
            } else {
                v.sql().exec(&usage_alert::END, &[Value::from(now_ms), key])?;
                (letter::Kind::AlertOver, "is over")
            };
            for (id, who) in &told {
                enqueue(v.sql(), *id, *who, kind, now_ms)?;
            }
            let system = Actor::role(Role::System.name());
            let draft = EntryDraft::new(Kind::Use, SubjectId::FOUNDATION, system)
                .categories(CATEGORIES.iter().copied())
                .purpose(purpose)
                .version(version)
                .note(format!("alert {says}: {name}"));
            v.log(draft)
        })?;
        if told_of == 0 {
            let alert = alert.name();
            tracing::warn!(
                alert,
                begins,
                "an alert is told nobody: no member of staff is in its role"
            );
        }
        self.wake_mail();
        Ok(())
    }

    /// What a letter to one of the staff says of alerts: those that have begun, and those that were
    /// over within a day, as they stand when it leaves.
    pub(crate) fn alert_lines(
        &self,
        who: SubjectId,
        language: &'static Language,
    ) -> Result<Vec<String>, StoreError> {
        let Some(usage) = &self.usage else { return Ok(Vec::new()) };
        let role = staff::all(&self.vault)?.into_iter().find(|one| one.subject == who);
        let role = role.filter(staff::Known::works).map(|one| one.role);
        let now_ms = self.now_ms();
        let say = |id| language.say(id);
        let line = |standing: &Standing| {
            let (alert, since) = (&standing.alert, standing.began?);
            let text = match standing.over {
                None => say("letters-alert-on").with("since", moment(since).iso),
                Some(over) if now_ms - over < DAY => say("letters-alert-off")
                    .with("since", moment(since).iso)
                    .with("over", moment(over).iso),
                Some(_) => return None,
            };
            let site = alert.site.as_ref().map_or("", |site| site.as_str()).to_owned();
            let site = if site.is_empty() { say("usage-all-sites").text() } else { site };
            Some(text.with("site", site).with("what", sentence(say, alert).text()).text())
        };
        let standings = usage.alerts().standings(&self.vault)?;
        let theirs =
            standings.iter().filter(|of| role.is_some_and(|role| of.alert.to.contains(&role)));
        Ok(theirs.filter_map(line).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use proptest::prelude::*;

    fn alert(text: &str) -> Alert {
        let text =
            format!("[foundation]\nbase_url = \"https://a.example\"\n[[usage.alerts]]\n{text}\n");
        Config::parse("f", text.as_bytes()).unwrap().usage.alerts.remove(0)
    }

    fn rate() -> Alert {
        alert(
            "what = \"error-rate\"\nsite = \"a.example\"\nabove = 2.5\nover = 10\nto = [\"infrastructure-staff\"]",
        )
    }

    fn of(asked: u64, failed: u64) -> Lately {
        Lately { asked, failed, ..Lately::default() }
    }

    #[test]
    fn thresholds_are_passed_and_left() {
        let rate = rate();
        for (asked, failed, now) in [
            (0, 0, Now::Between),
            (19, 19, Now::Between),
            (20, 1, Now::Above),
            (1000, 25, Now::Between),
            (1000, 26, Now::Above),
            (1000, 19, Now::Between),
            (1000, 18, Now::Well),
            (1, 0, Now::Well),
        ] {
            assert_eq!(judge(&rate, &of(asked, failed)), now, "{failed} of {asked}");
        }
        let down = alert(
            "what = \"down\"\nsite = \"a.example\"\nover = 10\nto = [\"infrastructure-staff\"]",
        );
        for (asked, failed, now) in
            [(0, 0, Now::Between), (4, 4, Now::Between), (5, 5, Now::Above), (500, 499, Now::Well)]
        {
            assert_eq!(judge(&down, &of(asked, failed)), now, "{failed} of {asked}");
        }
        let slow = alert(
            "what = \"time-taken-p90\"\nsite = \"a.example\"\nabove = 1\nover = 60\nto = [\"infrastructure-staff\"]",
        );
        let mut lately = Lately::default();
        assert_eq!(judge(&slow, &lately), Now::Between);
        (0..20).for_each(|_| lately.taken.add(5_000));
        assert_eq!(judge(&slow, &lately), Now::Above);
        (0..2_000).for_each(|_| lately.taken.add(500));
        assert_eq!(judge(&slow, &lately), Now::Well);
    }

    proptest! {
        /// Whatever the figures do, two beginnings are further apart than the alert's time.
        #[test]
        fn there_is_no_storm(failed in prop::collection::vec(0_u64..100, 1..200)) {
            let rate = rate();
            let (mut began, mut over, mut last) = (None, None, i64::MIN);
            for (minute, failed) in (0_i64..).zip(failed) {
                let now_ms = minute * MINUTE;
                match change(&rate, began, over, judge(&rate, &of(1000, failed)), now_ms) {
                    Some(true) => {
                        prop_assert!(last == i64::MIN || now_ms - last >= 10 * MINUTE);
                        (began, over, last) = (Some(now_ms), None, now_ms);
                    }
                    Some(false) => {
                        prop_assert!(began.is_some() && over.is_none() && failed < 19);
                        over = Some(now_ms);
                    }
                    None => {}
                }
            }
        }
    }
}
