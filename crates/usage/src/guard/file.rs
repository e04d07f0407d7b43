//! A scenario as its file has it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::scenario::{Distinct, Happened};

/// One file. Each key is described in `docs/data-model.md`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<BTreeMap<String, String>>,
    pub(super) sanction: Act,
    #[serde(rename = "for")]
    pub(super) lasts: Spanned<String>,
    pub(super) capacity: Spanned<i64>,
    pub(super) leak: Spanned<String>,
    #[serde(default)]
    pub(super) distinct: Distinct,
    #[serde(rename = "match")]
    pub(super) matches: Spanned<Vec<Spanned<Match>>>,
    #[serde(default)]
    pub(super) example: Vec<Spanned<Example>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Act {
    Ban,
    Throttle,
    Note,
}

pub(super) type Words = Vec<Spanned<String>>;

/// What has to be true at once. In each list, one is enough.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Match {
    pub(super) path: Words,
    pub(super) path_regex: Words,
    pub(super) not_path: Words,
    pub(super) raw: Words,
    pub(super) query: Words,
    pub(super) query_regex: Words,
    pub(super) agent: Words,
    pub(super) agent_regex: Words,
    pub(super) not_agent: Words,
    pub(super) anywhere: Words,
    pub(super) method: Words,
    pub(super) status: Words,
    pub(super) kind: Words,
    pub(super) protocol: Words,
    pub(super) not_protocol: Words,
    pub(super) malformed: Option<bool>,
    pub(super) impostor: Option<bool>,
    pub(super) event: Vec<Happened>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Example {
    pub(super) line: String,
    pub(super) matches: bool,
    pub(super) kind: Option<Spanned<String>>,
}
