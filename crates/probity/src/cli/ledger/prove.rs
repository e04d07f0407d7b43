//! `probity ledger prove INDEX`: that an entry stands in the ledger, for anyone to check offline.

use clap::Args;
use probity_ledger::TlogProof;
use serde::Serialize;

use super::shown;
use crate::cli::args::{DataArgs, ReportArgs};
use crate::cli::{Failure, Outcome, out};
use crate::data::installation;

/// Prove that an entry stands in the ledger, or that the ledger continues an earlier one
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity ledger prove 41 > entry-41.tlog-proof     The first entry has the index 0
  probity ledger prove 41 --json                    With the public leaf and the ledger's key
  probity ledger prove --since 1000 --json          The path from size 1000 to now

A proof shows the entry's place and its sealed public leaf, nothing of what it says. The format is
C2SP's tlog-proof; the key to check it with is printed by `probity ledger checkpoint --key`.")]
#[group(required = true, multiple = false, id = "what")]
pub(in crate::cli) struct Prove {
    /// The entry's index
    #[arg(group = "what")]
    index: Option<u64>,
    /// Prove that the ledger continues what it was at this size
    #[arg(long, value_name = "SIZE", group = "what")]
    since: Option<u64>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Inclusion {
    index: u64,
    commitment: String,
    binding: String,
    leaf_hash: String,
    size: u64,
    root: String,
    hashes: Vec<String>,
    checkpoint: String,
    key: String,
}

#[derive(Serialize)]
struct Consistency {
    from: u64,
    size: u64,
    root: String,
    hashes: Vec<String>,
    checkpoint: String,
    key: String,
}

impl Prove {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let vault = installation::look(&self.data.dir(), &self.data.config()?)?;
        let key = vault.verifying_key()?.to_string();
        let size = vault.head()?.size;
        if let Some(from) = self.since {
            if from > size {
                return Err(Failure::new(format_args!(
                    "the ledger has {size} entries, fewer than `{from}`; give a size that it had"
                )));
            }
            let (hashes, head) = vault.consistency_proof(from)?;
            let hashes: Vec<String> = hashes.iter().map(shown).collect();
            let checkpoint = vault.sign(&head)?.to_string();
            if self.report.json {
                let (size, root) = (head.size, shown(&head.root));
                out::json(&Consistency { from, size, root, hashes, checkpoint, key })?;
            } else {
                hashes.iter().try_for_each(out::line)?;
                out::text(&format!("\n{checkpoint}"))?;
            }
            return Ok(Outcome::Fine);
        }
        let index = self.index.unwrap_or_default();
        if index >= size {
            return Err(Failure::new(format_args!(
                "the ledger has {size} entries, counted from 0, and none has the index `{index}`"
            )));
        }
        let proof = vault.inclusion_proof(index)?;
        let checkpoint = vault.sign(&proof.checkpoint)?.to_string();
        if self.report.json {
            out::json(&Inclusion {
                index,
                commitment: shown(&proof.leaf.commitment),
                binding: shown(&proof.leaf.binding),
                leaf_hash: shown(&proof.leaf.hash()),
                size: proof.checkpoint.size,
                root: shown(&proof.checkpoint.root),
                hashes: proof.hashes.iter().map(shown).collect(),
                checkpoint,
                key,
            })?;
        } else {
            out::text(&TlogProof { index, hashes: proof.hashes, checkpoint }.to_string())?;
        }
        Ok(Outcome::Fine)
    }
}
