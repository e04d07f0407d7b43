//! Owns the versions of a policy together: which is in force, and which governs a datum.

use std::path::Path;

use crate::compare::compare;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::policy::Policy;
use crate::version::Version;

/// Several versions of one policy, oldest first. Their comparisons are worked out once.
#[derive(Debug, Default)]
pub struct Archive {
    versions: Vec<Published>,
}

#[derive(Debug)]
struct Published {
    policy: Policy,
    /// Whether it protects people less than the version before it; false for the first.
    less_protective: bool,
}

impl Archive {
    /// Reads every folder that is named after a date, such as `2026-11-23`. Anything else in
    /// the folder is passed over.
    ///
    /// # Errors
    /// Every mistake in any of them; also a folder that cannot be read or holds no version.
    pub fn load(dir: &Path) -> Result<Self, Diagnostics> {
        let name = dir.display().to_string();
        let unreadable = |error: std::io::Error| {
            let hint = "give a folder that holds one folder for each version";
            Diagnostic::of_file(&name, format!("cannot be read: {error}"), Some(hint.to_owned()))
        };
        let mut dated = Vec::new();
        for entry in std::fs::read_dir(dir).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            if let Ok(version) = entry.file_name().to_string_lossy().parse::<Version>() {
                dated.push((version, entry.path()));
            }
        }
        dated.sort();
        let mut policies = Vec::new();
        let mut wrong = Diagnostics::default();
        for (_, path) in dated {
            match Policy::load(&path) {
                Ok(policy) => policies.push(policy),
                Err(found) => wrong.append(found),
            }
        }
        if policies.is_empty() && wrong.is_empty() {
            let hint = "put a version into a folder named after its date, such as `2026-11-23`";
            wrong.push(Diagnostic::of_file(
                &name,
                "no version of the policy",
                Some(hint.to_owned()),
            ));
        }
        Self::from_policies(wrong.or(policies)?)
    }

    /// Takes versions that were read already, in any order.
    ///
    /// # Errors
    /// Two of the same date; one that takes effect before an older one.
    pub fn from_policies(mut policies: Vec<Policy>) -> Result<Self, Diagnostics> {
        policies.sort_by_key(Policy::version);
        let mut wrong = Diagnostics::default();
        for (old, new) in policies.iter().zip(policies.iter().skip(1)) {
            let name = new.version().to_string();
            if old.version() == new.version() {
                let hint = "a published version never changes; give the new one its own date";
                wrong.push(Diagnostic::of_file(
                    &name,
                    "this version is there twice",
                    Some(hint.into()),
                ));
            } else if new.effective() < old.effective() {
                let message = format!("it takes effect before `{}`, which is older", old.version());
                let hint = "let versions take effect in the order of their dates";
                wrong.push(Diagnostic::of_file(&name, message, Some(hint.into())));
            }
        }
        wrong.or(())?;
        let mut versions: Vec<Published> = Vec::with_capacity(policies.len());
        for policy in policies {
            let less_protective = versions
                .last()
                .is_some_and(|before| compare(&before.policy, &policy).less_protective);
            versions.push(Published { policy, less_protective });
        }
        Ok(Self { versions })
    }

    /// The versions, oldest first.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = Version> + ExactSizeIterator {
        self.versions.iter().map(|published| published.policy.version())
    }

    /// A version by its date.
    pub fn get(&self, version: Version) -> Option<&Policy> {
        let at = self.position(version)?;
        self.versions.get(at).map(|published| &published.policy)
    }

    /// The version in force on a day: the latest that has taken effect.
    pub fn in_force(&self, today: Version) -> Option<&Policy> {
        let in_force = |published: &&Published| published.policy.effective() <= today;
        self.versions.iter().rev().find(in_force).map(|published| &published.policy)
    }

    /// The version that governs a datum collected under `collected` by a person who has
    /// consented to the versions for which `consented` says so: starting there, each next
    /// version while it is not less protective than the one before or was consented to. None
    /// when `collected` is not in the archive.
    ///
    /// Versions that have not taken effect yet count; [`Self::governing_on`] leaves them out.
    pub fn governing(
        &self,
        collected: Version,
        consented: &dyn Fn(Version) -> bool,
    ) -> Option<&Policy> {
        self.step(collected, None, consented)
    }

    /// As [`Self::governing`], on a day: a version that takes effect later governs nothing yet.
    pub fn governing_on(
        &self,
        today: Version,
        collected: Version,
        consented: &dyn Fn(Version) -> bool,
    ) -> Option<&Policy> {
        self.step(collected, Some(today), consented)
    }

    fn step(
        &self,
        collected: Version,
        today: Option<Version>,
        consented: &dyn Fn(Version) -> bool,
    ) -> Option<&Policy> {
        let mut later = self.versions.iter().skip(self.position(collected)?);
        let mut governing = &later.next()?.policy;
        for next in later {
            let due = today.is_none_or(|today| next.policy.effective() <= today);
            if !due || (next.less_protective && !consented(next.policy.version())) {
                break;
            }
            governing = &next.policy;
        }
        Some(governing)
    }

    fn position(&self, version: Version) -> Option<usize> {
        self.versions.binary_search_by_key(&version, |published| published.policy.version()).ok()
    }
}
