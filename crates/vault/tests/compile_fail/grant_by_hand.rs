//! A grant can't be built by hand.
use probity_policy::{Action, Grant, Purpose, Version};

fn forge(version: Version) -> Grant {
    Grant {
        action: Action::Show,
        category: "email-address".into(),
        purpose: Some(Purpose::Marketing),
        ground: None,
        recipient: None,
        clause: "U2".into(),
        version,
    }
}

fn main() {
    let _ = forge;
}
