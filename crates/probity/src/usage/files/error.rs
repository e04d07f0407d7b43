//! Why a file of the history can't be had: in our words, since an answer of a bucket can repeat what
//! a request was signed with.

use std::error::Error;
use std::fmt;

use object_store::client::{HttpError, HttpErrorKind};

/// Why a file of the history can't be had. It names keys and places, never credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilesError {
    /// There is no file of that key.
    #[error("there is no `{key}` in the history at `{place}`")]
    Missing {
        /// The key.
        key: String,
        /// Where it should be.
        place: String,
    },
    /// Something failed; nothing was half done.
    #[error("cannot {doing} `{key}` in the history at `{place}`: {why}")]
    Failed {
        /// What was tried.
        doing: &'static str,
        /// The key.
        key: String,
        /// Where.
        place: String,
        /// What stands against it, and what to do.
        why: String,
    },
    /// No file can have that key.
    #[error("`{0}` is no key of a file of the history")]
    BadKey(String),
    /// The history can't be opened, or a local file not be read.
    #[error("`{what}` cannot be used for the history: {why}")]
    Unusable {
        /// What.
        what: String,
        /// Why, and what to do.
        why: String,
    },
}

impl FilesError {
    pub(super) fn unusable(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Unusable { what: what.to_string(), why: why.to_string() }
    }

    /// What an operation on `key` came to.
    pub(super) fn of(
        doing: &'static str,
        key: &str,
        place: &str,
        error: &object_store::Error,
    ) -> Self {
        let (key, place) = (key.to_owned(), place.to_owned());
        let why = why(error);
        match error {
            object_store::Error::NotFound { .. }
                if doing == "read" && !why.contains("no such bucket") =>
            {
                Self::Missing { key, place }
            }
            _ => Self::Failed { doing, key, place, why },
        }
    }
}

/// The reason in our words.
fn why(error: &object_store::Error) -> String {
    let mut inner: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(here) = inner {
        if let Some(error) =
            here.downcast_ref::<std::io::Error>().filter(|it| it.get_ref().is_none())
        {
            return error.to_string();
        }
        if let Some(error) = here.downcast_ref::<HttpError>() {
            return match error.kind() {
                HttpErrorKind::Connect => {
                    "no connection; see `history_endpoint` in foundation.toml"
                }
                HttpErrorKind::Timeout => "no answer in time",
                _ => "the connection broke",
            }
            .into();
        }
        inner = here.source();
    }
    let said = error.to_string();
    let code = said.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    let code = code.map(|(code, _)| code).filter(|code| is_word(code));
    match (error, code) {
        (_, Some("NoSuchBucket")) => "there is no such bucket: make it first".into(),
        (_, Some(code @ ("AccessDenied" | "InvalidAccessKeyId" | "SignatureDoesNotMatch"))) => {
            format!("the bucket refuses our credentials ({code})")
        }
        (
            object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. },
            _,
        ) => "the bucket refuses our credentials".into(),
        (object_store::Error::NotFound { .. }, None) => "there is no such file".into(),
        (_, Some(code)) => format!("the bucket answered `{code}`"),
        (_, None) => status(&said).map_or_else(
            || "the storage failed without a reason".into(),
            |status| format!("the bucket answered with status {status}"),
        ),
    }
}

/// Whether an answer's code is one: a word as S3 has them, not something a server put there.
fn is_word(code: &str) -> bool {
    (1..=60).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The status of an answer without a code.
fn status(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("status code: ")?;
    rest.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(text: &str) -> object_store::Error {
        object_store::Error::Generic { store: "S3", source: text.into() }
    }

    #[test]
    fn an_answer_is_never_repeated() {
        let body = "Server returned non-2xx status code: 403 Forbidden: <Error><Code>\
                    SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId>\
                    <StringToSign>hunter2</StringToSign></Error>";
        for text in
            [body, "status code: 500 hunter2", "AKIDEXAMPLE hunter2", "<Code>hunter2</Code>"]
        {
            let said = FilesError::of("write", "a/b", "s3://bucket", &generic(text));
            let said = format!("{said} {said:?}");
            assert!(!said.contains("AKID") && !said.contains("hunter2"), "{said}");
            assert!(said.contains("a/b") && said.contains("s3://bucket"), "{said}");
        }
        assert_eq!(
            why(&generic(body)),
            "the bucket refuses our credentials (SignatureDoesNotMatch)"
        );
        assert_eq!(why(&generic("status code: 500 x")), "the bucket answered with status 500");
    }
}
