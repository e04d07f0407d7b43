//! Owns the little document that an export is before it is written, as JSON or as YAML.

use std::fmt::Write as _;

/// A value; maps keep the order in which they were made.
pub(super) enum Node {
    Text(String),
    Bool(bool),
    List(Vec<Node>),
    Map(Vec<(&'static str, Node)>),
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> FromIterator<T> for Node {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl Node {
    /// As JSON, two spaces deep.
    pub(super) fn json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out, 0);
        out.push('\n');
        out
    }

    fn write_json(&self, out: &mut String, depth: usize) {
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        };
        match self {
            Self::List(items) if items.is_empty() => out.push_str("[]"),
            Self::List(items) => {
                out.push('[');
                for (item, at) in items.iter().zip(0..) {
                    out.push_str(if at > 0 { "," } else { "" });
                    line(out, depth + 1);
                    item.write_json(out, depth + 1);
                }
                line(out, depth);
                out.push(']');
            }
            Self::Map(entries) => {
                out.push('{');
                for ((key, value), at) in entries.iter().zip(0..) {
                    out.push_str(if at > 0 { "," } else { "" });
                    line(out, depth + 1);
                    let _ = write!(out, "{}: ", quoted(key));
                    value.write_json(out, depth + 1);
                }
                line(out, depth);
                out.push('}');
            }
            scalar => out.push_str(&scalar.scalar()),
        }
    }

    /// As YAML. Texts are quoted as in JSON, which YAML takes too, so none is mistaken for
    /// something else.
    pub(super) fn yaml(&self) -> String {
        let mut out = String::new();
        self.write_yaml(&mut out, 0);
        out
    }

    fn write_yaml(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        match self {
            Self::List(items) => {
                for item in items {
                    let mut inner = String::new();
                    item.write_yaml(&mut inner, depth + 1);
                    let _ = writeln!(out, "{indent}- {}", inner.trim());
                }
            }
            Self::Map(entries) => {
                for (key, value) in entries {
                    match value {
                        Self::List(items) if items.is_empty() => {
                            let _ = writeln!(out, "{indent}{key}: []");
                        }
                        Self::List(_) | Self::Map(_) => {
                            let _ = writeln!(out, "{indent}{key}:");
                            value.write_yaml(out, depth + 1);
                        }
                        scalar => {
                            let _ = writeln!(out, "{indent}{key}: {}", scalar.scalar());
                        }
                    }
                }
            }
            scalar => {
                let _ = writeln!(out, "{indent}{}", scalar.scalar());
            }
        }
    }

    fn scalar(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Bool(value) => value.to_string(),
            Self::List(_) | Self::Map(_) => String::new(),
        }
    }
}

/// A text in double quotes, escaped as JSON has it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let node = Node::Map(vec![
            ("title", "a \"quoted\": text".into()),
            ("none", Node::List(vec![])),
            ("yes", Node::Bool(true)),
            (
                "items",
                Node::List(vec![
                    Node::Map(vec![("n", "1".into()), ("of", ["x", "no"].into_iter().collect())]),
                    Node::Map(vec![("n", "2".into())]),
                ]),
            ),
        ]);
        let json: serde_json::Value = serde_json::from_str(&node.json()).unwrap();
        assert_eq!(json["items"][0]["of"][1], "no");
        assert_eq!(
            node.yaml(),
            "title: \"a \\\"quoted\\\": text\"\nnone: []\nyes: true\nitems:\n  - n: \"1\"\n    of:\n      - \"x\"\n      - \"no\"\n  - n: \"2\"\n"
        );
    }
}
