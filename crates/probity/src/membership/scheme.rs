//! The foundation's classes and days, put together once: what [`super`] works by.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar;
use super::life::Rules;
use crate::config::membership::Kind;
use crate::config::{Class, Config, Membership};

/// The classes of a foundation, and its calendar.
#[derive(Debug, Clone)]
pub struct Scheme {
    membership: Membership,
    zone: TimeZone,
}

impl Scheme {
    /// Out of the configuration.
    pub fn new(config: &Config) -> Self {
        Self { membership: config.membership.clone(), zone: config.foundation.time_zone.zone() }
    }

    /// The foundation's day at a moment, in milliseconds since 1970.
    pub fn today(&self, now_ms: i64) -> Date {
        calendar::today(now_ms, &self.zone)
    }

    /// When a day begins for the foundation, in milliseconds since 1970.
    pub fn begins_ms(&self, day: Date) -> i64 {
        calendar::begins_ms(day, &self.zone)
    }

    /// The days around the end of a membership.
    pub const fn rules(&self) -> Rules {
        self.membership.rules()
    }

    /// Every class, in the order in which they are offered.
    pub fn classes(&self) -> &[Class] {
        &self.membership.class
    }

    /// The class with this id, unless it was taken out of the configuration.
    pub fn class(&self, id: &str) -> Option<&Class> {
        self.membership.class.iter().find(|class| class.id.as_str() == id)
    }

    /// The class that comes with an account.
    pub fn basic(&self) -> Option<&Class> {
        self.membership.class.iter().find(|class| class.kind == Kind::Basic)
    }

    /// Whether the members of a class vote.
    pub fn votes(&self, id: &str) -> bool {
        self.class(id).is_some_and(|class| class.votes)
    }
}
