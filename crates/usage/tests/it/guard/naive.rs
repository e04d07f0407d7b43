//! The reference: every event in a list with the time at which it leaves.

use std::sync::Arc;

use probity_usage::Kind;
use probity_usage::guard::{Crawlers, Decision, Guard, Matcher, Scenarios, Seen, Spared};
use proptest::prelude::*;

use super::request;

const WINDOW: i64 = 120_000;
const DAY: i64 = 86_400_000;

/// What is in one bucket, and all that came since it was last empty.
#[derive(Default)]
struct List {
    inside: Vec<(i64, String)>,
    came: Vec<i64>,
    newest: Option<i64>,
}

impl List {
    /// First and count of a bucket that runs over.
    fn pour(
        &mut self,
        time: i64,
        what: &str,
        (capacity, leak, distinct): (usize, i64, bool),
    ) -> Option<(i64, u64)> {
        let newest = self.newest.unwrap_or(time);
        if time < newest - DAY {
            *self = Self::default();
        } else if time < newest - WINDOW {
            return None;
        }
        let time = time.max(self.newest.unwrap_or(time));
        self.newest = Some(time);
        self.inside.retain(|(leaves, _)| *leaves > time);
        if self.inside.is_empty() {
            self.came.clear();
        }
        self.came.push(time);
        if distinct && self.inside.iter().any(|(_, other)| other == what) {
            return None;
        }
        let before = self.inside.last().map_or(time, |(leaves, _)| *leaves);
        self.inside.push((before + leak, what.to_owned()));
        (self.inside.len() > capacity).then(|| {
            let over = (self.came[0], self.came.len() as u64);
            *self = Self::default();
            over
        })
    }
}

fn matcher(capacity: usize, leak: i64, distinct: bool) -> Arc<Matcher> {
    let distinct = if distinct { "path" } else { "nothing" };
    let toml = format!(
        "id = 'it'\ntitle = {{ en = 'It' }}\nsanction = 'ban'\nfor = '1h'\ncapacity = {capacity}\n\
         leak = '{leak}ms'\ndistinct = '{distinct}'\n[[match]]\nstatus = ['404']\n"
    );
    let scenarios = Scenarios::parse([("it.toml", toml.as_str())]).unwrap();
    Arc::new(Matcher::new(&scenarios, &Crawlers::default()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_bucket_is_the_list(
        capacity in 0_usize..6,
        leak in prop_oneof![1_i64..50, 900_i64..1_100, 50_000_i64..200_000],
        distinct: bool,
        remembers: bool,
        // Steps forward, sometimes back by seconds, minutes or days; who; what.
        steps in prop::collection::vec(
            (
                prop_oneof![
                    6 => 0_i64..2_000,
                    2 => -5_000_i64..0,
                    1 => -200_000_i64..400_000,
                    1 => -200_000_000_i64..200_000_000,
                ],
                0_u8..3,
                0_u8..5,
            ),
            0..120,
        ),
    ) {
        let mut guard = Guard::new(matcher(capacity, leak, distinct), Spared::default());
        let mut lists: [List; 3] = Default::default();
        let mut time = 1_000_000_000;
        for (step, who, what) in steps {
            time += step;
            let (address, path) = (format!("192.0.2.{who}"), format!("/{what}"));
            let request = request(&address, time, &path);
            let mut found = Vec::new();
            let mut take = |decision: Decision| found.push((decision.first, decision.count));
            if remembers {
                guard.watch(&request, Kind::Error, &mut take);
            } else {
                let marks = guard.matcher().marks(&request, Kind::Error);
                guard.see(&Seen::from(&request), marks, &mut take);
            }
            let list = &mut lists[usize::from(who)];
            let expected = list.pour(time, &path, (capacity, leak, distinct));
            prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
