//! Owns a version of the policy: its clauses, its data map, and its answers.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use crate::check;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};
use crate::flow::{ClauseRef, Decision, Flow};
use crate::grant::{Grant, Refusal};
use crate::map::{self, About, DataMap, MAX_DATA_BYTES};
use crate::oracle::Oracle;
use crate::prose::{self, MAX_POLICY_BYTES};
use crate::rules;
use crate::say;
use crate::space;
use crate::table::Table;
use crate::version::Version;

/// A clause: prose that people read, and the rules that make it true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The id by which it is cited, such as `C1`.
    pub id: String,
    /// Its heading without the id.
    pub title: String,
    /// The promises that it makes.
    pub promises: Vec<String>,
    /// Whether it rests on what people do rather than on software.
    pub rests_on_people: bool,
    /// Its rules, in the order of the document.
    pub rules: Vec<Rule>,
    /// Its prose as Markdown, without heading and rules.
    pub markdown: String,
}

/// One rule of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The clause's id and the rule's number in it, such as `C1.2`.
    pub id: String,
    /// The rule as it is written, in Cedar.
    pub cedar: String,
    /// The line of `policy.md` where it begins, from 1.
    pub line: usize,
    /// Whether it permits; otherwise it forbids.
    pub permits: bool,
}

/// The two files of a version, as bytes, with the names by which mistakes cite them.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The bytes of `policy.md`.
    pub policy_md: &'a [u8],
    /// The bytes of `data.toml`.
    pub data_toml: &'a [u8],
    /// How to call the first in diagnostics.
    pub policy_name: &'a str,
    /// How to call the second in diagnostics.
    pub data_name: &'a str,
    /// The version that the folder's name promises, where there is a folder.
    pub folder: Option<Version>,
}

impl<'a> Source<'a> {
    /// Two files under their usual names, from no folder.
    pub fn new(policy_md: &'a [u8], data_toml: &'a [u8]) -> Self {
        Self {
            policy_md,
            data_toml,
            policy_name: "policy.md",
            data_name: "data.toml",
            folder: None,
        }
    }
}

/// A version of the policy that was read, validated and tabulated.
#[derive(Debug)]
pub struct Policy {
    about: About,
    clauses: Vec<Clause>,
    /// For each rule, in the order of the document: its clause and its number in it.
    order: Vec<(usize, usize)>,
    /// The condition of each rule, in the same order.
    conditions: Vec<rules::Expr>,
    /// The ids that grants carry, by category and by clause.
    category_ids: Vec<Arc<str>>,
    clause_ids: Vec<Arc<str>>,
    map: DataMap,
    table: Table,
    oracle: Oracle,
    /// `policy.md` and `data.toml` as they were read.
    texts: [String; 2],
}

impl Policy {
    /// Reads `policy.md` and `data.toml` of a folder named after its version.
    ///
    /// # Errors
    /// Every mistake in them, with its place; also files that cannot be read.
    pub fn load(dir: &Path) -> Result<Self, Diagnostics> {
        let (policy_path, data_path) = (dir.join("policy.md"), dir.join("data.toml"));
        let (policy_name, data_name) =
            (policy_path.display().to_string(), data_path.display().to_string());
        let mut wrong = Diagnostics::default();
        let policy_md = read_file(&policy_path, &policy_name, MAX_POLICY_BYTES, &mut wrong);
        let data_toml = read_file(&data_path, &data_name, MAX_DATA_BYTES, &mut wrong);
        let folder = match dir.canonicalize().ok().as_deref().and_then(Path::file_name) {
            Some(name) => match name.to_string_lossy().parse() {
                Ok(version) => Some(version),
                Err(_) if wrong.is_empty() => {
                    wrong.push(Diagnostic::of_file(
                        &dir.display().to_string(),
                        "the folder is not named after a version",
                        Some("name it after its date, for example `2026-11-23`".to_owned()),
                    ));
                    None
                }
                Err(_) => None,
            },
            None => None,
        };
        let (policy_md, data_toml) = wrong.or((policy_md, data_toml))?;
        Self::parse(Source {
            policy_md: &policy_md,
            data_toml: &data_toml,
            policy_name: &policy_name,
            data_name: &data_name,
            folder,
        })
    }

    /// Reads a version from memory.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub fn parse(source: Source<'_>) -> Result<Self, Diagnostics> {
        let mut wrong = Diagnostics::default();
        let prose = SourceText::new(source.policy_name, source.policy_md, MAX_POLICY_BYTES);
        let data = SourceText::new(source.data_name, source.data_toml, MAX_DATA_BYTES);
        let (prose, data) = match (prose, data) {
            (Ok(prose), Ok(data)) => (prose, data),
            (prose, data) => {
                prose.err().into_iter().chain(data.err()).for_each(|found| wrong.append(found));
                return Err(wrong);
            }
        };
        let (headings, found) = prose::read(&prose);
        wrong.append(found);
        if wrong.is_empty() {
            wrong.append(check::promises(&prose, &headings));
        }
        let (about, map, declared) = match map::read(&data, source.folder) {
            Ok(read) => read,
            Err(found) => {
                wrong.append(found);
                return Err(wrong);
            }
        };
        let (rules, set, found) = rules::read(&prose, &headings, &map);
        wrong.append(found);
        wrong.or(())?;

        let table = Table::build(&rules, &map);
        check::map(&data, &map, &declared, &table).or(())?;
        let oracle = Oracle::new(set, &rules, &map)?;
        let order = order(&rules);
        let clause_ids = headings.iter().map(|clause| clause.id.as_str().into()).collect();
        let mut clauses: Vec<Clause> = headings.into_iter().map(Clause::from).collect();
        let mut conditions = Vec::with_capacity(rules.len());
        for rule in rules {
            let rules::Read { id, clause, cedar, line, permits, condition } = rule;
            conditions.push(condition);
            if let Some(clause) = clauses.get_mut(clause) {
                clause.rules.push(Rule { id, cedar, line, permits });
            }
        }
        Ok(Self {
            about,
            clauses,
            order,
            conditions,
            category_ids: map.categories().iter().map(|c| c.id.as_str().into()).collect(),
            clause_ids,
            map,
            table,
            oracle,
            texts: [prose.text.to_owned(), data.text.to_owned()],
        })
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.about.version
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.about.title
    }

    /// The day of the last update.
    pub fn updated(&self) -> Version {
        self.about.updated
    }

    /// The day from which it is in force.
    pub fn effective(&self) -> Version {
        self.about.effective
    }

    /// What it says, in a sentence or two.
    pub fn summary(&self) -> &str {
        &self.about.summary
    }

    /// The clauses, in the order of the document.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// The data map.
    pub fn map(&self) -> &DataMap {
        &self.map
    }

    /// `policy.md` as it was read.
    pub fn policy_md(&self) -> &str {
        let [policy_md, _] = &self.texts;
        policy_md
    }

    /// `data.toml` as it was read.
    pub fn data_toml(&self) -> &str {
        let [_, data_toml] = &self.texts;
        data_toml
    }

    /// The prose as safe HTML: raw HTML is escaped, clause headings carry their ids, rules and
    /// images are left out.
    pub fn html(&self) -> String {
        prose::html(self.policy_md())
    }

    /// The prose as plain text.
    pub fn text(&self) -> String {
        prose::text(self.policy_md())
    }

    /// The clause of a rule that decided.
    pub fn clause(&self, rule: ClauseRef) -> Option<&Clause> {
        self.clauses.get(self.clause_at(rule)?)
    }

    /// The position of a rule's clause in [`Self::clauses`].
    pub(crate) fn clause_at(&self, rule: ClauseRef) -> Option<usize> {
        self.order.get(usize::from(rule.0)).map(|(clause, _)| *clause)
    }

    /// The rule that decided.
    pub fn rule(&self, rule: ClauseRef) -> Option<&Rule> {
        let (clause, number) = self.order.get(usize::from(rule.0))?;
        self.clauses.get(*clause)?.rules.get(*number)
    }

    /// A rule by its id, and its condition in the finite form.
    pub(crate) fn rule_named(&self, id: &str) -> Option<(&Rule, &rules::Expr)> {
        let rules = self.clauses.iter().flat_map(|clause| &clause.rules);
        rules.zip(&self.conditions).find(|(rule, _)| rule.id == id)
    }

    /// The answer to a flow. A category that the data map does not hold is denied.
    pub fn decide(&self, flow: &Flow<'_>) -> Decision {
        match self.map.position(flow.category()) {
            Some(category) => self.table.decide(category, flow),
            None => Decision::Deny(None),
        }
    }

    /// The answer to a flow as Cedar's own authorizer gives it: slow, and only there to be
    /// compared with [`Self::decide`].
    pub fn cedar_decide(&self, flow: &Flow<'_>) -> Decision {
        self.oracle.decide(flow)
    }

    /// Makes an allow into a grant, a deny into a sentence.
    ///
    /// # Errors
    /// The refusal, when the policy does not allow the flow.
    pub fn grant(&self, flow: &Flow<'_>) -> Result<Grant, Refusal> {
        let position = self.map.position(flow.category());
        let category = position.and_then(|at| self.category_ids.get(at));
        let decision = self.decide(flow);
        let clause = decision.rule().and_then(|rule| {
            self.clause_ids.get(self.order.get(usize::from(rule.0))?.0).map(Arc::clone)
        });
        match (decision, category, clause) {
            (Decision::Allow(_), Some(category), Some(clause)) => Ok(Grant {
                action: flow.action(),
                category: Arc::clone(category),
                purpose: flow.purpose(),
                ground: flow.ground(),
                recipient: flow.recipient(),
                clause,
                version: self.version(),
            }),
            (_, category, clause) => Err(Refusal {
                action: flow.action(),
                category: category.map(Arc::clone),
                sentence: say::refusal(
                    position.and_then(|at| self.map.categories().get(at)),
                    flow,
                    clause.as_deref(),
                ),
                clause,
                version: self.version(),
            }),
        }
    }

    /// Every flow that the policy answers, category by category.
    pub fn flows(&self) -> impl Iterator<Item = Flow<'_>> {
        self.map.categories().iter().flat_map(|category| space::flows(&category.id))
    }
}

impl From<prose::Heading> for Clause {
    fn from(heading: prose::Heading) -> Self {
        Self {
            id: heading.id,
            title: heading.title,
            promises: heading.promises,
            rests_on_people: heading.rests_on_people,
            rules: Vec::new(),
            markdown: heading.markdown,
        }
    }
}

fn order(rules: &[rules::Read]) -> Vec<(usize, usize)> {
    let mut order: Vec<(usize, usize)> = Vec::with_capacity(rules.len());
    for rule in rules {
        let number = match order.last() {
            Some((clause, number)) if *clause == rule.clause => number + 1,
            _ => 0,
        };
        order.push((rule.clause, number));
    }
    order
}

fn read_file(path: &Path, name: &str, limit: usize, wrong: &mut Diagnostics) -> Vec<u8> {
    let mut bytes = Vec::new();
    // One byte more than the limit shows that the file is too large, without reading it all.
    let result =
        File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes));
    if let Err(error) = result {
        wrong.push(Diagnostic::of_file(
            name,
            format!("the file cannot be read: {error}"),
            Some("a version is a folder with the files policy.md and data.toml".to_owned()),
        ));
    }
    bytes
}
