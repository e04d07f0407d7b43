//! What requests count for, remembered by all that decides it: in that most requests are alike.

use std::sync::Arc;

use crate::classify::Kind;
use crate::guard::{AgentMarks, Marks, Matcher, PathMarks};
use crate::request::Request;

/// How many sorts of agents and of paths are told apart.
const SORTS: usize = 128;
/// How many answers are remembered, as a power of two.
const PLACES: u32 = 10;

/// Says what requests count for.
pub(super) struct Marking {
    matcher: Arc<Matcher>,
    paths: Sorts<PathMarks>,
    agents: Sorts<AgentMarks>,
    /// Each answer in the one place that its question gives; a newer one takes it over.
    known: Box<[(u64, Marks)]>,
}

/// What a text fulfils, and its number among all that one can fulfil; none if there are too many, or if
/// more than that decides.
#[derive(Clone, Copy, Default)]
pub(super) struct Sorted<T> {
    marks: T,
    sort: Option<u8>,
}

/// Distinct values.
struct Sorts<T>(Vec<T>);

impl<T: Copy + PartialEq> Sorts<T> {
    fn of(&mut self, marks: T) -> Sorted<T> {
        let place = self.0.iter().position(|known| *known == marks).unwrap_or(self.0.len());
        if place == self.0.len() && place < SORTS {
            self.0.push(marks);
        }
        let sort = u8::try_from(place).ok().filter(|_| place < SORTS);
        Sorted { marks, sort }
    }
}

/// No question.
const NONE: u64 = u64::MAX;

impl Marking {
    pub(super) fn new(matcher: Arc<Matcher>) -> Self {
        let known = vec![(NONE, Marks::default()); 1 << PLACES].into();
        Self { matcher, paths: Sorts(Vec::new()), agents: Sorts(Vec::new()), known }
    }

    /// What an agent fulfils.
    pub(super) fn agent(&mut self, agent: &[u8]) -> Sorted<AgentMarks> {
        let marks = self.matcher.agent(agent);
        if self.matcher.heeds_address_of(marks) {
            return Sorted { marks, sort: None };
        }
        self.agents.of(marks)
    }

    /// What a path fulfils.
    pub(super) fn path(&mut self, path: &[u8]) -> Sorted<PathMarks> {
        self.paths.of(self.matcher.of_path(path))
    }

    /// What a request counts for, with what its agent, if the log has any, and its path fulfil.
    pub(super) fn of(
        &mut self,
        request: &Request<'_>,
        kind: Kind,
        agent: Option<Sorted<AgentMarks>>,
        path: Sorted<PathMarks>,
    ) -> Marks {
        let agent = agent.unwrap_or_else(|| self.agents.of(AgentMarks::default()));
        let find = |matcher: &Matcher| matcher.marks_of(request, kind, agent.marks, path.marks);
        let Some(question) = question(request, kind, agent.sort, path.sort) else {
            return find(&self.matcher);
        };
        let place = question.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PLACES);
        match self.known.get_mut(usize::try_from(place).unwrap_or_default()) {
            Some((of, marks)) if *of == question => *marks,
            Some(known) => {
                *known = (question, find(&self.matcher));
                known.1
            }
            None => find(&self.matcher),
        }
    }
}

/// All that decides what a request counts for, as a number; none if there is more to it.
fn question(request: &Request<'_>, kind: Kind, agent: Option<u8>, path: Option<u8>) -> Option<u64> {
    if request.query.is_some() {
        return None;
    }
    let method = match &*request.method {
        b"GET" => 0,
        b"POST" => 1,
        b"HEAD" => 2,
        _ => return None,
    };
    let protocol = match &*request.protocol {
        b"HTTP/1.1" => 0,
        b"HTTP/2.0" => 1,
        b"HTTP/1.0" => 2,
        b"HTTP/3.0" => 3,
        b"" => 4,
        _ => return None,
    };
    let words = [agent?, path?, kind as u8, method, protocol];
    Some(words.iter().fold(request.status.into(), |sum, word| sum << 8 | u64::from(*word)))
}
