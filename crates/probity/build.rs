//! Lists the files that the binary carries, so that it runs from any directory: the shipped policy,
//! the example foundation's pages and the texts of the interface.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    carry(&here.join("../../policies"), "shipped_policies.rs")?;
    carry(&here.join("../../site"), "shipped_site.rs")?;
    carry(&here.join("i18n"), "texts.rs")
}

/// Writes `list` as a slice of `(path below root, bytes)`, with `/` between the parts of a path.
fn carry(root: &Path, list: &str) -> Result<(), Box<dyn Error>> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    if root.is_dir() {
        walk(&root, &mut files)?;
    }
    files.sort();
    let mut code = String::from("&[\n");
    for path in &files {
        println!("cargo:rerun-if-changed={}", path.display());
        let name: Vec<_> =
            path.strip_prefix(&root)?.iter().map(|part| part.to_string_lossy()).collect();
        let full = path.display().to_string();
        writeln!(code, "    ({:?}, include_bytes!({full:?}).as_slice()),", name.join("/"))?;
    }
    code.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join(list), code)?;
    Ok(())
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
