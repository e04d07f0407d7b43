//! Owns the finite form of a rule: a boolean expression over the facts of a flow.

use std::collections::BTreeSet;

use crate::flow::{Flag, Flow, Principal};
use crate::words::{Action, Ground, Message, Purpose};

/// One fact that a flow has or has not, whatever its category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Fact {
    Action(Action),
    Principal(Principal),
    Purpose(Purpose),
    Ground(Ground),
    Message(Message),
    Flag(Flag),
}

/// A condition in the finite form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expr {
    Const(bool),
    Fact(Fact),
    /// The category is one of these, by position in the data map.
    Category(BTreeSet<usize>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    If(Box<[Expr; 3]>),
    Same(Box<[Expr; 2]>),
}

/// The facts that hold of a flow.
pub(crate) fn facts(flow: &Flow<'_>) -> impl Iterator<Item = Fact> {
    let flags = Flag::ALL.iter().filter(|flag| flow.flag(**flag) == Some(true));
    [Fact::Action(flow.action()), Fact::Principal(flow.principal())]
        .into_iter()
        .chain(flow.purpose().map(Fact::Purpose))
        .chain(flow.ground().map(Fact::Ground))
        .chain(flow.message().map(Fact::Message))
        .chain(flags.map(|flag| Fact::Flag(*flag)))
}
