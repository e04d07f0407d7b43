//! `cargo xtask real-logs DIR`: the product's own reader on real logs, which are not ours to keep here.
//!
//! Each file is read by `probity usage read`. A file is either read, every line of it accepted or
//! rejected for a reason, or refused by what it looks like. A panic, another exit status or a line that
//! is in neither count fails the chore. If there is a folder `ua` with uap-core's cases, they are run
//! as well; if there is a folder `attacks`, each labelled file in it has to be found out by the shipped
//! scenarios, and what they find in the ordinary logs beside it is counted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::steps::{Failure, cargo, cargo_with, run as run_command, target_dir};

/// What one file came to.
enum Came {
    Read { format: String, lines: u64, accepted: u64, rejected: String, visits: u64, pages: u64 },
    Refused(String),
}

/// Builds the program, reads every file below the folder, and prints a row for each.
pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    let [dir] = words else {
        return Err(Failure::Usage("usage: cargo xtask real-logs DIR".into()));
    };
    let mut files = Vec::new();
    find(Path::new(dir), &mut files)?;
    files.sort();
    if files.is_empty() {
        return Err(Failure::Failed(format!("`{dir}` holds no log: name the folder they lie in")));
    }
    cargo_with(&["build", "--package", "probity", "--locked"])?;
    let (mut wrong, mut read, mut lines, mut accepted) = (Vec::new(), 0, 0, 0);
    for file in &files {
        let name = file.strip_prefix(dir).unwrap_or(file).display().to_string();
        match came(file) {
            Ok(Came::Refused(why)) => println!("{name}\n    refused: {why}"),
            Ok(Came::Read { format, lines: of_file, accepted: taken, rejected, visits, pages }) => {
                println!(
                    "{name}\n    {format}: {of_file} lines, {taken} accepted, {rejected}{pages} pages, \
                     {visits} visits"
                );
                read += 1;
                lines += of_file;
                accepted += taken;
            }
            Err(why) => {
                println!("{name}\n    WRONG: {why}");
                wrong.push(name);
            }
        }
    }
    println!(
        "{} files, {read} read, {} refused; {lines} lines, {accepted} accepted",
        files.len(),
        files.len() - read - wrong.len()
    );
    let cases = Path::new(dir).join("ua");
    if cases.join("test_ua.yaml").is_file() {
        let mut command = cargo();
        command.args(["test", "--package", "probity-usage", "--test", "it", "--locked", "--quiet"]);
        command.args(["--", "--ignored", "uap::"]);
        let cases = fs::canonicalize(&cases).unwrap_or(cases);
        run_command(command.env("PROBITY_UA_CASES", cases))?;
        println!("every case of uap-core is told as expected");
    }
    if Path::new(dir).join("attacks").is_dir() {
        let mut command = cargo();
        command.args(["test", "--package", "probity-usage", "--test", "it", "--locked", "--quiet"]);
        command.args(["--", "--ignored", "--nocapture", "guard::attacks::"]);
        let logs = fs::canonicalize(dir).unwrap_or_else(|_| dir.into());
        run_command(command.env("PROBITY_REAL_LOGS", logs))?;
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Failure::Failed(format!("wrong: {}", wrong.join(", "))))
    }
}

/// Every file that could be a log.
fn find(dir: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::Failed(format!("`{}`: {error}", dir.display()));
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.to_string_lossy().contains(".log") {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads a file with the program; the error is what it did wrong.
fn came(file: &Path) -> Result<Came, String> {
    let program = target_dir().join("debug/probity");
    let output = Command::new(program)
        .args(["usage", "read", "--json"])
        .arg(file)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if said.contains("panicked") {
        return Err("it panicked".into());
    }
    match output.status.code() {
        Some(0) => {}
        Some(2) if said.contains("looks like") => {
            let (_, looks) = said.split_once("looks like").unwrap_or_default();
            return Ok(Came::Refused(format!("looks like{}", looks.trim_end())));
        }
        _ => return Err(format!("{}: {}", output.status, said.trim())),
    }
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = |key| number(&report, key).ok_or_else(|| format!("no `{key}` in {report}"));
    let (lines, accepted) = (count("lines")?, count("accepted")?);
    let (rejected, directives) = (count("rejected")?, count("directives")?);
    if accepted + rejected != lines {
        return Err(format!("{lines} lines, but {accepted} accepted and {rejected} rejected"));
    }
    let kinds = ["pages", "assets", "bots", "errors", "probes", "others"];
    let kinds = kinds.into_iter().map(count).sum::<Result<u64, _>>()?;
    if kinds != accepted {
        return Err(format!("{accepted} accepted, but {kinds} of some kind"));
    }
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    if !bytes.starts_with(b"\x1f\x8b") && counted(&bytes) != lines + directives {
        return Err(format!(
            "{} lines in the file, {} counted",
            counted(&bytes),
            lines + directives
        ));
    }
    let reasons = between(&report, "\"rejected_by\":{", "}").unwrap_or_default().replace('"', "");
    let rejected =
        if rejected == 0 { String::new() } else { format!("{rejected} rejected ({reasons}), ") };
    let format = between(&report, "\"format\":\"", "\"").unwrap_or_default().to_owned();
    Ok(Came::Read {
        format,
        lines,
        accepted,
        rejected,
        visits: count("visits")?,
        pages: count("pages")?,
    })
}

/// The lines of a file, the last of which may lack its end.
fn counted(bytes: &[u8]) -> u64 {
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if bytes.is_empty() { 0 } else { whole.split(|byte| *byte == b'\n').count() as u64 }
}

/// The number of a key in a report.
fn number(report: &str, key: &str) -> Option<u64> {
    let (_, rest) = report.split_once(&format!("\"{key}\":"))?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest.get(..end)?.parse().ok()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use super::{between, counted, number};

    #[test]
    fn reports_are_read() {
        let report = r#"{"lines":12,"rejected":2,"rejected_by":{"blank":2},"visits":0}"#;
        assert_eq!(number(report, "lines"), Some(12));
        assert_eq!(number(report, "rejected"), Some(2));
        assert_eq!(number(report, "pages"), None);
        assert_eq!(between(report, "\"rejected_by\":{", "}"), Some("\"blank\":2"));
        assert_eq!([b"".as_slice(), b"a", b"a\n", b"a\n\nb"].map(counted), [0, 1, 1, 3]);
    }
}
