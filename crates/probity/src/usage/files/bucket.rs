//! A bucket that speaks S3: its address, its credentials, how long it is waited for.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use zeroize::Zeroizing;

use super::FilesError;
use crate::config::{Bucket, Usage};

/// How long one request may take: eight megabytes over a slow line.
const REQUEST: Duration = Duration::from_mins(2);

/// How often a request is tried again that failed for no fault of ours, and for how long in all.
const RETRIES: usize = 6;
const RETRYING: Duration = Duration::from_mins(1);

/// Variables that name credentials, as the programs of AWS know them, each set of which is enough.
const CREDENTIALS: &[&[&str]] = &[
    &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    &["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
    &["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
    &["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"],
];

/// Variables that go with them, and how the bucket itself encrypts.
const BESIDE: &[&str] = &[
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_SERVER_SIDE_ENCRYPTION",
    "AWS_SSE_KMS_KEY_ID",
];

/// Variables that name the region, when the configuration does not.
const REGION: &[&str] = &["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The bucket. It is not asked anything yet.
pub(super) fn open(
    bucket: &Bucket,
    config: &Usage,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Arc<dyn ObjectStore>, FilesError> {
    let set = |name: &&str| environment(name).filter(|value| !value.is_empty());
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket.name())
        .with_client_options(options())
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: RETRIES,
            retry_timeout: RETRYING,
        });
    if let Some(file) = &config.history_credentials {
        let (id, secret, token) = read(file)?;
        builder = builder.with_access_key_id(id.as_str()).with_secret_access_key(secret.as_str());
        if let Some(token) = token {
            builder = builder.with_token(token.as_str());
        }
    } else {
        let whole = CREDENTIALS.iter().find(|names| names.iter().all(|name| set(name).is_some()));
        let names = whole.ok_or_else(|| {
            FilesError::unusable(
                bucket,
                "there are no credentials: set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or \
                 name a file of them as `history_credentials` in foundation.toml",
            )
        })?;
        for name in names.iter().chain(BESIDE) {
            if let Some(value) = set(name) {
                builder = builder.with_config(key(name)?, value);
            }
        }
    }
    let region = config.history_region.clone().or_else(|| REGION.iter().find_map(set));
    if let Some(region) = region {
        builder = builder.with_region(region);
    }
    if let Some(endpoint) = &config.history_endpoint {
        // Its type lets plain HTTP pass to this machine only.
        builder = builder.with_endpoint(endpoint.as_str()).with_allow_http(!endpoint.is_https());
    }
    // What the builder says of its settings may repeat one of them.
    let store = builder.build().map_err(|_| {
        FilesError::unusable(
            bucket,
            "its settings do not fit together: see [usage] in foundation.toml",
        )
    })?;
    Ok(Arc::new(store))
}

fn options() -> ClientOptions {
    ClientOptions::new().with_timeout(REQUEST)
}

fn key(name: &str) -> Result<AmazonS3ConfigKey, FilesError> {
    let lower = name.to_ascii_lowercase();
    lower.parse().map_err(|_| FilesError::unusable(name, "it is no setting of a bucket"))
}

type Secret = Zeroizing<String>;

/// Reads a file of credentials, as AWS's own programs write them: its section `[default]`, or the
/// only one.
fn read(file: &Path) -> Result<(Secret, Secret, Option<Secret>), FilesError> {
    let text = std::fs::read_to_string(file);
    let text = Zeroizing::new(text.map_err(|error| FilesError::unusable(file.display(), error))?);
    let (mut id, mut secret, mut token) = (None, None, None);
    let several = text.lines().filter(|line| line.trim_start().starts_with('[')).count() > 1;
    let mut ours = !several;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            ours = !several || line == "[default]";
        } else if let Some((name, value)) = line.split_once('=').filter(|_| ours) {
            let value = Some(Zeroizing::new(value.trim().to_owned()));
            match name.trim() {
                "aws_access_key_id" => id = value,
                "aws_secret_access_key" => secret = value,
                "aws_session_token" => token = value,
                _ => {}
            }
        }
    }
    match (id, secret) {
        (Some(id), Some(secret)) => Ok((id, secret, token)),
        _ => Err(FilesError::unusable(
            file.display(),
            "it has no lines `aws_access_key_id = …` and `aws_secret_access_key = …`",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_a_setting_of_the_builder() {
        for name in CREDENTIALS.iter().flat_map(|set| set.iter()).chain(BESIDE) {
            assert!(key(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_file_of_credentials_is_read_by_its_default_section() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("credentials");
        let read = |text: &str| {
            std::fs::write(&file, text).unwrap();
            read(&file)
        };
        let two = "[other]\naws_access_key_id=b\naws_secret_access_key=c\n\
                   [default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = hunter2\n";
        let (id, secret, token) = read(two).unwrap();
        assert_eq!((id.as_str(), secret.as_str(), token), ("AKIDEXAMPLE", "hunter2", None));
        let one = "[p]\naws_access_key_id=b\naws_secret_access_key=c==\naws_session_token=t\n";
        let (_, secret, token) = read(one).unwrap();
        assert_eq!((secret.as_str(), token.unwrap().as_str()), ("c==", "t"));
        let said = read("aws_access_key_id=AKIDEXAMPLE\n").unwrap_err().to_string();
        assert!(said.contains("credentials") && !said.contains("AKID"), "{said}");
    }
}
