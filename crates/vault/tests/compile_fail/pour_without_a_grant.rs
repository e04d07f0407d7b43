//! A personal value can't be poured into a sink without a grant.
use probity_policy::Action;
use probity_vault::{Personal, Sink};

struct Page(String);

impl Sink for Page {
    const ACTION: Action = Action::Show;
    fn receive(&mut self, _field: &str, value: &str) {
        self.0.push_str(value);
    }
}

fn show(name: &Personal, page: &mut Page) {
    let _ = name.pour(page);
}

fn main() {
    let _ = show;
}
