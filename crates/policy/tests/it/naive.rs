//! A second reading of the rules: its own parser, walking the tree for each flow.
//!
//! It shares nothing with the crate's table nor with Cedar's parser and authorizer; it knows the
//! rules' text and which category is in which group. It is there to disagree.

use probity_policy::{DataMap, Flag, Flow, Policy};

/// An entity, `Type::"id"`.
type Entity = (String, String);

#[derive(Clone, Debug)]
enum Node {
    Bool(bool),
    Entity(Entity),
    Set(Vec<Node>),
    Variable(String),
    Attribute(String),
    Not(Box<Node>),
    Binary(String, Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Contains(Box<Node>, Box<Node>),
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Bool(bool),
    Entity(Entity),
    Set(Vec<Value>),
}

struct Rule {
    clause: String,
    permits: bool,
    condition: Node,
}

/// The naive evaluator of a policy.
pub(crate) struct Naive<'p> {
    rules: Vec<Rule>,
    map: &'p DataMap,
}

/// The answer: allowed or not, and the clause of the deciding rule.
pub(crate) type Answer = (bool, Option<String>);

impl<'p> Naive<'p> {
    pub(crate) fn new(policy: &'p Policy) -> Self {
        let mut rules = Vec::new();
        for clause in policy.clauses() {
            for rule in &clause.rules {
                let mut parser = Parser { tokens: tokens(&rule.cedar), at: 0 };
                let (permits, condition) = parser.rule();
                rules.push(Rule { clause: clause.id.clone(), permits, condition });
            }
        }
        Self { rules, map: policy.map() }
    }

    pub(crate) fn decide(&self, flow: &Flow<'_>) -> Answer {
        if self.map.category(flow.category()).is_none() {
            return (false, None);
        }
        let applies = |rule: &&Rule| self.eval(&rule.condition, flow) == Some(Value::Bool(true));
        let forbids = self.rules.iter().filter(|rule| !rule.permits).find(applies);
        let permits = || self.rules.iter().filter(|rule| rule.permits).find(applies);
        match forbids {
            Some(rule) => (false, Some(rule.clause.clone())),
            None => match permits() {
                Some(rule) => (true, Some(rule.clause.clone())),
                None => (false, None),
            },
        }
    }

    /// None is an error: a rule that errs does not apply.
    fn eval(&self, node: &Node, flow: &Flow<'_>) -> Option<Value> {
        Some(match node {
            Node::Bool(value) => Value::Bool(*value),
            Node::Entity(entity) => Value::Entity(entity.clone()),
            Node::Set(items) => {
                Value::Set(items.iter().map(|item| self.eval(item, flow)).collect::<Option<_>>()?)
            }
            Node::Variable(name) => Value::Entity(match name.as_str() {
                "principal" => {
                    let (kind, id) = flow.principal().entity();
                    (kind.to_owned(), id.to_owned())
                }
                "action" => ("Action".to_owned(), flow.action().name().to_owned()),
                "resource" => ("Category".to_owned(), flow.category().to_owned()),
                other => panic!("variable {other}"),
            }),
            Node::Attribute(name) => attribute(flow, name)?,
            Node::Not(inner) => Value::Bool(!self.truth(inner, flow)?),
            Node::If(condition, yes, no) => {
                self.eval(if self.truth(condition, flow)? { yes } else { no }, flow)?
            }
            Node::Contains(set, item) => {
                let Value::Set(items) = self.eval(set, flow)? else { panic!("contains of no set") };
                Value::Bool(items.contains(&self.eval(item, flow)?))
            }
            Node::Binary(op, left, right) => Value::Bool(match op.as_str() {
                "&&" => self.truth(left, flow)? && self.truth(right, flow)?,
                "||" => self.truth(left, flow)? || self.truth(right, flow)?,
                "==" => self.eval(left, flow)? == self.eval(right, flow)?,
                "!=" => self.eval(left, flow)? != self.eval(right, flow)?,
                "in" => {
                    let Value::Entity(inner) = self.eval(left, flow)? else { panic!("in of what") };
                    match self.eval(right, flow)? {
                        Value::Entity(outer) => self.is_in(&inner, &outer),
                        Value::Set(outers) => outers.iter().any(
                            |outer| matches!(outer, Value::Entity(outer) if self.is_in(&inner, outer)),
                        ),
                        Value::Bool(_) => panic!("in a bool"),
                    }
                }
                other => panic!("operator {other}"),
            }),
        })
    }

    fn truth(&self, node: &Node, flow: &Flow<'_>) -> Option<bool> {
        match self.eval(node, flow)? {
            Value::Bool(value) => Some(value),
            other => panic!("{other:?} is no bool"),
        }
    }

    fn is_in(&self, inner: &Entity, outer: &Entity) -> bool {
        inner == outer
            || (inner.0 == "Category"
                && outer.0 == "Group"
                && self.map.category(&inner.1).is_some_and(|c| c.groups.contains(&outer.1)))
    }
}

fn attribute(flow: &Flow<'_>, name: &str) -> Option<Value> {
    let entity = |kind: &str, id: &str| Value::Entity((kind.to_owned(), id.to_owned()));
    match name {
        "purpose" => flow.purpose().map(|purpose| entity("Purpose", purpose.name())),
        "ground" => flow.ground().map(|ground| entity("Ground", ground.name())),
        "message" => flow.message().map(|message| entity("Message", message.name())),
        flag => {
            let flag = Flag::ALL.iter().find(|known| known.name() == flag);
            flow.flag(*flag.unwrap_or_else(|| panic!("attribute {name}"))).map(Value::Bool)
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let lines: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap()).collect();
    let text = lines.join("\n");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut token = String::from(c);
        if c.is_whitespace() {
            continue;
        }
        if c == '"' {
            token.extend(chars.by_ref().take_while(|c| *c != '"'));
        } else if c.is_alphanumeric() {
            while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                token.push(c);
            }
        } else if let Some(second) = chars
            .next_if(|second| ["::", "==", "!=", "&&", "||"].contains(&&*format!("{c}{second}")))
        {
            token.push(second);
        }
        out.push(token);
    }
    out
}

struct Parser {
    tokens: Vec<String>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.tokens[self.at - 1].clone()
    }

    fn take(&mut self, token: &str) -> bool {
        let is = self.peek() == token;
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, token: &str) {
        assert_eq!(self.next(), token);
    }

    fn rule(&mut self) -> (bool, Node) {
        let permits = match self.next().as_str() {
            "permit" => true,
            "forbid" => false,
            other => panic!("effect {other}"),
        };
        let mut all = Node::Bool(true);
        let also = |all: Node, node: Node| Node::Binary("&&".into(), all.into(), node.into());
        self.expect("(");
        while !self.take(")") {
            // A bare variable constrains nothing; with an operator it is a condition.
            let bare = matches!(self.tokens[self.at + 1].as_str(), "," | ")");
            let node = self.relation();
            if !bare {
                all = also(all, node);
            }
            self.take(",");
        }
        while !self.take(";") {
            let when = self.next() == "when";
            self.expect("{");
            let node = self.expression();
            self.expect("}");
            all = also(all, if when { node } else { Node::Not(node.into()) });
        }
        (permits, all)
    }

    fn expression(&mut self) -> Node {
        if self.take("if") {
            let condition = self.expression();
            self.expect("then");
            let yes = self.expression();
            self.expect("else");
            return Node::If(condition.into(), yes.into(), self.expression().into());
        }
        let mut node = self.conjunction();
        while self.take("||") {
            node = Node::Binary("||".into(), node.into(), self.conjunction().into());
        }
        node
    }

    fn conjunction(&mut self) -> Node {
        let mut node = self.relation();
        while self.take("&&") {
            node = Node::Binary("&&".into(), node.into(), self.relation().into());
        }
        node
    }

    fn relation(&mut self) -> Node {
        let left = self.unary();
        if ["==", "!=", "in"].contains(&self.peek()) {
            let op = self.next();
            return Node::Binary(op, left.into(), self.unary().into());
        }
        left
    }

    fn unary(&mut self) -> Node {
        if self.take("!") {
            return Node::Not(self.unary().into());
        }
        let mut node = self.primary();
        while self.take(".") {
            let name = self.next();
            node = match (&node, name.as_str()) {
                (Node::Variable(variable), _) if variable == "context" => Node::Attribute(name),
                (_, "contains") => {
                    self.expect("(");
                    let item = self.expression();
                    self.expect(")");
                    Node::Contains(node.into(), item.into())
                }
                (_, other) => panic!("method {other}"),
            };
        }
        node
    }

    fn primary(&mut self) -> Node {
        match self.next().as_str() {
            "(" => {
                let node = self.expression();
                self.expect(")");
                node
            }
            "[" => {
                let mut items = Vec::new();
                while !self.take("]") {
                    items.push(self.expression());
                    self.take(",");
                }
                Node::Set(items)
            }
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            kind if self.take("::") => {
                let id = self.next();
                Node::Entity((kind.to_owned(), id.trim_start_matches('"').to_owned()))
            }
            variable => Node::Variable(variable.to_owned()),
        }
    }
}
