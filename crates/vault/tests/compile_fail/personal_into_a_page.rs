//! A personal value can't be written into a page.
use probity_vault::Personal;

fn page(name: &Personal) -> String {
    format!("<p>Dear {name},</p>")
}

fn main() {
    let _ = page;
}
