//! `probity site check [DIR]`: can the foundation's pages be shown, and do their links lead anywhere?

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::args::ReportArgs;
use crate::cli::{Failure, Outcome, out};
use crate::config::{Config, FILE};
use crate::pages::{Problem, Topic, Tree, check, load};

/// Check the foundation's pages: front matter, links, pictures, headings, sizes
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity site check                            The pages in ./probity-data
  probity site check --data /srv/probity
  probity site check ./site                     A folder before it is put in place
  probity site check ./site --json              The same for programs

It changes nothing, asks no other site, and works beside a running service. Where foundation.toml
lies beside the folder, the language and the logo it names are taken into account.

Exit status: 0 nothing wrong, 1 something is wrong (each with file and line), 2 wrong usage.")]
pub(in crate::cli) struct Check {
    /// The folder of the pages [default: site in the data directory]
    dir: Option<PathBuf>,
    /// The data directory
    #[arg(long, value_name = "DIR", default_value = "./probity-data", conflicts_with = "dir")]
    data: PathBuf,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    pages: usize,
    files: usize,
    problems: Vec<Problem>,
    hints: Vec<Problem>,
}

impl Check {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let dir = self.dir.unwrap_or_else(|| self.data.join("site"));
        let config = beside(&dir)?;
        let tree = load::load(&dir, config.foundation.language.as_str()).map_err(|error| {
            Failure::new(format_args!(
                "`{}`: {error}; name the folder that holds the pages, or the data directory with \
                 `--data`",
                dir.display()
            ))
        })?;
        let (hints, problems): (Vec<_>, Vec<_>) =
            found(&dir, &tree, &config).into_iter().partition(|problem| problem.topic.is_hint());
        let (pages, files) = (tree.pages().count(), tree.files().count());
        let report = Report { ok: problems.is_empty(), pages, files, problems, hints };
        if self.report.json {
            out::json(&report)?;
        } else {
            print(&report)?;
        }
        Ok(Outcome::holds(report.ok))
    }
}

/// The configuration that the folder belongs to; the defaults when it stands alone.
fn beside(dir: &Path) -> Result<Config, Failure> {
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    if parent.join(FILE).exists() { Ok(Config::load(parent)?) } else { Ok(Config::default()) }
}

/// Everything that is wrong, each file named so that an editor finds it.
fn found(dir: &Path, tree: &Tree, config: &Config) -> Vec<Problem> {
    let mut found = check::check(tree);
    for problem in &mut found {
        problem.place.file = dir.join(&problem.place.file).display().to_string();
    }
    found.extend(logo(dir, tree, config));
    found
}

/// The logo that the configuration names is a picture in the folder.
fn logo(dir: &Path, tree: &Tree, config: &Config) -> Option<Problem> {
    let logo = config.foundation.logo.as_ref()?;
    let is_there = tree.file(&logo.address()).is_some();
    let message = format!("`foundation.logo` names `{logo}`, which is not in `{}`", dir.display());
    let hint = "put the picture there, or name another";
    (!is_there).then(|| Problem::of_file(Topic::Setting, FILE, message, hint))
}

fn print(report: &Report) -> Result<(), Failure> {
    for problem in &report.problems {
        out::line(format_args!("{problem}\n"))?;
    }
    for hint in &report.hints {
        out::line(format_args!("{}", hint.line()))?;
    }
    let pages = out::counted(report.pages as u64, "page", "pages");
    let files = out::counted(report.files as u64, "file", "files");
    out::line(if report.ok {
        format!("{pages}, {files}: nothing wrong")
    } else {
        let wrong = out::counted(report.problems.len() as u64, "problem", "problems");
        format!("{pages}, {files}: {wrong}")
    })
}
