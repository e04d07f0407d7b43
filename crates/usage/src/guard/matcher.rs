//! What a request matches: scenarios compiled to a few passes over its texts.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use memchr::memchr;

use super::atoms::{Atoms, MOST};
use super::block::Block;
use super::error::ScenarioError;
use super::field::{Field, Patterns, Wrong};
use super::file::{File, Match, Words};
use super::scenario::{Crawlers, Happened, Scenario, Scenarios};
use super::{text, units};
use crate::classify::Kind;
use crate::request::Request;

/// Which scenarios something counts for: one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks(u64);

impl Marks {
    /// Whether it counts for none, as most requests do.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// What counts for either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The places of the scenarios in [`Scenarios::iter`].
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (place < 64).then_some(place as usize)
        })
    }
}

/// What a user agent fulfils. It can be remembered for the agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AgentMarks(Atoms);

impl AgentMarks {
    pub(super) fn atoms(self) -> Atoms {
        self.0
    }
}

/// What a path fulfils. It can be remembered for the path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PathMarks(Atoms);

/// Scenarios, compiled. It never changes, and any number of threads may ask it.
#[derive(Debug)]
pub struct Matcher {
    scenarios: Vec<Scenario>,
    path: Field,
    raw: Field,
    query: Field,
    agent: Field,
    /// The conditions that no text is needed for, and the others.
    plain: Vec<Clause>,
    texted: Vec<Clause>,
    /// What the latter need, together: without any of it none of them holds.
    needed: Atoms,
    /// Each known crawler: the atom of its name, and where it comes from.
    crawlers: Vec<(u8, Vec<Block>)>,
}

/// What has to be true at once.
#[derive(Debug, Default)]
struct Clause {
    mark: u64,
    needs: Atoms,
    bars: Atoms,
    methods: Vec<Box<[u8]>>,
    statuses: Vec<RangeInclusive<u16>>,
    /// A bit for each kind in the order of [`Kind::ALL`]; 0 for any.
    kinds: u8,
    protocols: Vec<Box<[u8]>>,
    not_protocols: Vec<Box<[u8]>>,
    malformed: Option<bool>,
    impostor: bool,
    events: Vec<Happened>,
}

impl Matcher {
    /// Compiles scenarios.
    ///
    /// # Errors
    ///
    /// When there is more in them together than can be looked for at once.
    pub fn new(scenarios: &Scenarios, crawlers: &Crawlers) -> Result<Self, ScenarioError> {
        let mut builder = Builder::default();
        for (scenario, file) in &scenarios.all {
            builder
                .scenario(scenario, file)
                .map_err(|(_, (what, hint))| too_much(&scenario.id, what).hint(hint))?;
        }
        for (name, blocks) in &crawlers.0 {
            builder
                .crawler(name, blocks)
                .map_err(|(what, hint)| too_much("crawlers", what).hint(hint))?;
        }
        builder.compile().ok_or_else(|| too_much("scenarios", "too much to look for at once"))
    }

    /// One file's, with the places of what is wrong.
    pub(super) fn of_file(
        name: &str,
        text: &str,
        scenario: &Scenario,
        file: &File,
    ) -> Result<Self, ScenarioError> {
        let mut builder = Builder::default();
        builder.scenario(scenario, file).map_err(|(span, (what, hint))| {
            ScenarioError::at(name, text, &span, what).hint(hint)
        })?;
        builder.compile().ok_or_else(|| too_much(name, "too much to look for at once"))
    }

    /// The scenarios, in the order of the bits.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// What an agent fulfils.
    pub fn agent(&self, agent: &[u8]) -> AgentMarks {
        let mut atoms = Atoms::NONE;
        self.agent.mark(agent, &mut atoms);
        AgentMarks(atoms)
    }

    /// What a request counts for.
    pub fn marks(&self, request: &Request<'_>, kind: Kind) -> Marks {
        let agent = self.agent(request.agent.as_deref().unwrap_or_default());
        self.marks_with(request, kind, agent)
    }

    /// The same, with what its agent fulfils.
    pub fn marks_with(&self, request: &Request<'_>, kind: Kind, agent: AgentMarks) -> Marks {
        self.all(request, kind, agent.0, self.path(&request.path))
    }

    /// What a path fulfils.
    pub fn of_path(&self, path: &[u8]) -> PathMarks {
        PathMarks(self.path(path))
    }

    /// What a request counts for, with what its agent and its path fulfil.
    pub fn marks_of(
        &self,
        request: &Request<'_>,
        kind: Kind,
        agent: AgentMarks,
        path: PathMarks,
    ) -> Marks {
        self.all(request, kind, agent.0, path.0)
    }

    /// Whether it matters where a request of that agent came from: if it has the name of a known crawler.
    pub(crate) fn heeds_address_of(&self, agent: AgentMarks) -> bool {
        self.crawlers.iter().any(|(atom, _)| agent.0.has_all(Atoms::only(*atom)))
    }

    /// What a path fulfils.
    pub(super) fn path(&self, path: &[u8]) -> Atoms {
        let mut atoms = Atoms::NONE;
        self.path.mark(&text::path(path), &mut atoms);
        if memchr(b'%', path).is_some() {
            self.raw.mark(path, &mut atoms);
        }
        atoms
    }

    /// What a request counts for, with what its agent and its path fulfil.
    pub(super) fn all(
        &self,
        request: &Request<'_>,
        kind: Kind,
        agent: Atoms,
        path: Atoms,
    ) -> Marks {
        let mut atoms = agent.join(path);
        if let Some(query) = &request.query {
            self.query.mark(&text::query(query), &mut atoms);
        }
        let impostor = self.impostor(request, agent);
        let looked = Looked { request, kind, atoms, impostor };
        let mut marks = 0;
        for clause in &self.plain {
            if marks & clause.mark == 0 && clause.holds(&looked) {
                marks |= clause.mark;
            }
        }
        if atoms.has_any(self.needed) {
            for clause in &self.texted {
                if marks & clause.mark == 0 && clause.holds(&looked) {
                    marks |= clause.mark;
                }
            }
        }
        Marks(marks)
    }

    /// What something counts for that no request tells of.
    pub fn event(&self, happened: Happened) -> Marks {
        let clauses = self.plain.iter().filter(|clause| clause.events.contains(&happened));
        Marks(clauses.fold(0, |marks, clause| marks | clause.mark))
    }

    /// Whether the agent is that of a crawler whose addresses are known, and this is none of them.
    fn impostor(&self, request: &Request<'_>, agent: Atoms) -> bool {
        self.crawlers.iter().any(|(atom, blocks)| {
            agent.has_all(Atoms::only(*atom))
                && !blocks.iter().any(|block| block.holds(request.address))
        })
    }
}

struct Looked<'a> {
    request: &'a Request<'a>,
    kind: Kind,
    atoms: Atoms,
    impostor: bool,
}

impl Clause {
    fn holds(&self, looked: &Looked<'_>) -> bool {
        let Looked { request, kind, atoms, impostor } = looked;
        let among = |words: &[Box<[u8]>], word: &[u8]| words.iter().any(|known| **known == *word);
        // What is quickest to tell and most often false comes first: every request is asked this.
        (self.kinds == 0 || self.kinds & (1 << (*kind as u8)) != 0)
            && (self.statuses.is_empty()
                || self.statuses.iter().any(|range| range.contains(&request.status)))
            && self.events.is_empty()
            && (!self.impostor || *impostor)
            && self.malformed.is_none_or(|wanted| wanted == request.is_malformed())
            && atoms.has_all(self.needs)
            && !atoms.has_any(self.bars)
            && (self.methods.is_empty() || among(&self.methods, &request.method))
            && (self.protocols.is_empty() || among(&self.protocols, &request.protocol))
            && !among(&self.not_protocols, &request.protocol)
    }
}

fn too_much(file: &str, what: &str) -> ScenarioError {
    ScenarioError::at(file, "", &(0..0), what)
}

type Misplaced = (Range<usize>, Wrong);

/// The parts of a request that a list is looked for in.
type Fields = &'static [fn(&mut Builder) -> &mut Patterns];

#[derive(Default)]
struct Builder {
    scenarios: Vec<Scenario>,
    path: Patterns,
    raw: Patterns,
    query: Patterns,
    agent: Patterns,
    plain: Vec<Clause>,
    texted: Vec<Clause>,
    crawlers: Vec<(u8, Vec<Block>)>,
    atoms: usize,
}

impl Builder {
    fn scenario(&mut self, scenario: &Scenario, file: &File) -> Result<(), Misplaced> {
        let mark = u32::try_from(self.scenarios.len()).ok().and_then(|at| 1_u64.checked_shl(at));
        let mark = mark.ok_or((0..0, ("there are too many scenarios", "leave some out")))?;
        if file.matches.as_ref().is_empty() {
            let wrong = ("nothing is matched", "write a table `[[match]]`");
            return Err((file.matches.span(), wrong));
        }
        for clause in file.matches.as_ref() {
            self.clause(mark, clause.as_ref(), &clause.span())?;
        }
        self.scenarios.push(scenario.clone());
        Ok(())
    }

    fn clause(&mut self, mark: u64, asked: &Match, span: &Range<usize>) -> Result<(), Misplaced> {
        let mut clause = Clause {
            mark,
            methods: words(&asked.method),
            protocols: words(&asked.protocol),
            not_protocols: words(&asked.not_protocol),
            malformed: asked.malformed,
            impostor: asked.impostor.unwrap_or_default(),
            events: asked.event.clone(),
            ..Clause::default()
        };
        for word in &asked.status {
            let status = units::status(word.as_ref());
            let wrong = ("this is no status", "write it like `404` or `4xx`");
            clause.statuses.push(status.ok_or((word.span(), wrong))?);
        }
        for word in &asked.kind {
            let wrong =
                ("this is no kind of request", "they are page, asset, bot, error, probe, other");
            clause.kinds |= 1 << (kind(word.as_ref()).ok_or((word.span(), wrong))? as u8);
        }
        if asked.impostor == Some(false) {
            return Err((span.clone(), ("`impostor` can only be true", "leave it out")));
        }
        let path: Fields = &[|builder| &mut builder.path];
        let raw: Fields = &[|builder| &mut builder.raw];
        let query: Fields = &[|builder| &mut builder.query];
        let agent: Fields = &[|builder| &mut builder.agent];
        let all: Fields = &[|all| &mut all.path, |all| &mut all.query, |all| &mut all.agent];
        let none = Words::new();
        for (pieces, expressions, fields, needed) in [
            (&asked.path, &asked.path_regex, path, true),
            (&asked.not_path, &none, path, false),
            (&asked.raw, &none, raw, true),
            (&asked.query, &asked.query_regex, query, true),
            (&asked.agent, &asked.agent_regex, agent, true),
            (&asked.not_agent, &none, agent, false),
            (&asked.anywhere, &none, all, true),
        ] {
            if pieces.is_empty() && expressions.is_empty() {
                continue;
            }
            let atom = self.atom().map_err(|wrong| (span.clone(), wrong))?;
            for field in fields {
                for piece in pieces {
                    let added = field(self).piece(piece.as_ref(), atom);
                    added.map_err(|wrong| (piece.span(), wrong))?;
                }
                for expression in expressions {
                    let added = field(self).expression(expression.as_ref(), atom);
                    added.map_err(|wrong| (expression.span(), wrong))?;
                }
            }
            let texts = if needed { &mut clause.needs } else { &mut clause.bars };
            texts.add(atom);
        }
        let texted = !clause.needs.is_empty();
        if !clause.events.is_empty() && (texted || clause.asks_of_a_request()) {
            let wrong = (
                "an event is no request: nothing else can be asked of it",
                "use another `[[match]]`",
            );
            return Err((span.clone(), wrong));
        }
        let clauses = if texted { &mut self.texted } else { &mut self.plain };
        clauses.push(clause);
        Ok(())
    }

    fn crawler(&mut self, name: &str, blocks: &[Block]) -> Result<(), Wrong> {
        let atom = self.atom()?;
        self.agent.piece(name, atom)?;
        self.crawlers.push((atom, blocks.to_vec()));
        Ok(())
    }

    fn atom(&mut self) -> Result<u8, Wrong> {
        let atom = u8::try_from(self.atoms).ok().filter(|_| self.atoms < MOST);
        self.atoms += 1;
        atom.ok_or(("there are more than 256 texts to look for", "put more into one list"))
    }

    fn compile(self) -> Option<Matcher> {
        let needed = self.texted.iter().fold(Atoms::NONE, |all, clause| all.join(clause.needs));
        Some(Matcher {
            needed,
            scenarios: self.scenarios,
            path: self.path.compile()?,
            raw: self.raw.compile()?,
            query: self.query.compile()?,
            agent: self.agent.compile()?,
            plain: self.plain,
            texted: self.texted,
            crawlers: self.crawlers,
        })
    }
}

impl Clause {
    fn asks_of_a_request(&self) -> bool {
        !self.bars.is_empty()
            || !self.methods.is_empty()
            || !self.statuses.is_empty()
            || self.kinds != 0
            || !self.protocols.is_empty()
            || !self.not_protocols.is_empty()
            || self.malformed.is_some()
            || self.impostor
    }
}

fn words(words: &Words) -> Vec<Box<[u8]>> {
    words.iter().map(|word| word.as_ref().as_bytes().into()).collect()
}

/// A kind by its name.
pub(super) fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "page" => Kind::Page,
        "asset" => Kind::Asset,
        "bot" => Kind::Bot,
        "error" => Kind::Error,
        "probe" => Kind::Probe,
        "other" => Kind::Other,
        _ => return None,
    })
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} scenarios", self.0.count_ones())
    }
}
