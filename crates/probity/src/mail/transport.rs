//! The ways a message leaves, and what became of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::letter::Outgoing;
use crate::config::{self, Config};
use crate::demo::Outbox;

/// How long a mail server may take over one message.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Handed over: the next one along has it.
    Delivered,
    /// Not delivered, for certain; trying again may help.
    Later(String),
    /// Not delivered, for certain; trying again won't help.
    Never(String),
    /// It may or may not have been delivered; it is not tried again.
    InDoubt(String),
}

/// A way out.
pub enum Transport {
    /// Into the demo's outbox, in memory.
    Demo(Arc<Outbox>),
    /// To a mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// As files in a directory outside the data directory.
    Eml(PathBuf),
    /// Nowhere yet: messages wait in the queue.
    None,
}

impl Transport {
    /// What `foundation.toml` asks for; `data` is the data directory.
    ///
    /// # Errors
    /// A sentence for the operator when the directory or the password file can't be used.
    pub fn from_config(config: &Config, data: &Path) -> Result<Self, String> {
        match config.mail.transport {
            config::Transport::None => Ok(Self::None),
            config::Transport::Eml => eml_directory(config, data).map(Self::Eml),
            config::Transport::Smtp => smtp(&config.mail).map(|smtp| Self::Smtp(Box::new(smtp))),
        }
    }

    /// Whether messages can leave at all.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Tries once to deliver. `number` is random and names the file where files are written.
    pub async fn deliver(
        &self,
        mail: Outgoing,
        from: &Sender,
        now_ms: i64,
        number: &str,
    ) -> Outcome {
        match self {
            Self::None => Outcome::Later("no transport is configured".to_owned()),
            Self::Demo(outbox) => {
                let text = mail.text.to_string();
                outbox.deliver(now_ms, mail.to.to_string(), mail.subject, text);
                Outcome::Delivered
            }
            Self::Eml(directory) => match from.message(mail, number, now_ms) {
                Ok(message) => {
                    write_eml(directory, &format!("{now_ms}-{number}.eml"), &message.formatted())
                }
                Err(never) => Outcome::Never(never),
            },
            Self::Smtp(smtp) => match from.message(mail, number, now_ms) {
                Ok(message) => send(smtp, message).await,
                Err(never) => Outcome::Never(never),
            },
        }
    }
}

/// Who our messages are from.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The foundation's name, shown beside the address.
    pub name: String,
    /// The address.
    pub address: config::Mailbox,
}

impl Sender {
    /// A message after RFC 5322. Header values are encoded by the builder and an address is parsed:
    /// no value can begin a header of its own.
    fn message(&self, mail: Outgoing, number: &str, now_ms: i64) -> Result<Message, String> {
        let from = self.address.as_str().parse().map_err(|_| "the sender is no address")?;
        let host = self.address.as_str().rsplit('@').next().unwrap_or("localhost");
        let to = mail.to.parse().map_err(|_| "the recipient's address can't be mailed to")?;
        let at = std::time::UNIX_EPOCH
            + std::time::Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
        let name: String = self.name.chars().filter(|c| !c.is_control()).collect();
        Message::builder()
            .from(Mailbox::new(Some(name), from))
            .to(Mailbox::new(None, to))
            .date(at)
            .message_id(Some(format!("<{number}@{host}>")))
            .subject(mail.subject)
            .multipart(MultiPart::alternative_plain_html(
                mail.text.to_string(),
                mail.html.to_string(),
            ))
            .map_err(|_| "the message could not be written".to_owned())
    }
}

fn write_eml(directory: &Path, name: &str, bytes: &[u8]) -> Outcome {
    let (part, whole) = (directory.join(format!(".{name}.part")), directory.join(name));
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, &whole));
    match written {
        Ok(()) => Outcome::Delivered,
        Err(error) => {
            // What is left of an unfinished file would be plain text that nobody waits for.
            let _ = std::fs::remove_file(&part);
            Outcome::Later(format!("`{}`: {error}", directory.display()))
        }
    }
}

async fn send(smtp: &AsyncSmtpTransport<Tokio1Executor>, message: Message) -> Outcome {
    // Greeting the server first tells apart "it never got it" from "it may have".
    match smtp.test_connection().await {
        Ok(true) => {}
        Ok(false) => return Outcome::Later("the mail server is not ready".to_owned()),
        Err(error) => return Outcome::Later(reason(&error)),
    }
    match smtp.send(message).await {
        Ok(_) => Outcome::Delivered,
        Err(error) if error.is_permanent() => Outcome::Never(reason(&error)),
        Err(error) if error.is_transient() => Outcome::Later(reason(&error)),
        Err(error) => Outcome::InDoubt(reason(&error)),
    }
}

/// What kind of error it was, without the server's words: they may repeat the address.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server did not answer in time".to_owned(),
        None if error.is_tls() => {
            "the connection to the mail server could not be secured".to_owned()
        }
        None if error.is_response() => "the mail server's answer made no sense".to_owned(),
        None => "the mail server could not be reached".to_owned(),
    }
}

fn eml_directory(config: &Config, data: &Path) -> Result<PathBuf, String> {
    let directory = config.mail.directory.clone().unwrap_or_else(|| {
        let mut name = data.file_name().unwrap_or(data.as_os_str()).to_owned();
        name.push("-outbox");
        data.with_file_name(name)
    });
    let problem = |error: std::io::Error| format!("`{}`: {error}", directory.display());
    std::fs::create_dir_all(&directory).map_err(problem)?;
    let (inner, outer) = (directory.canonicalize(), data.canonicalize());
    if let (Ok(inner), Ok(outer)) = (inner, outer)
        && inner.starts_with(outer)
    {
        return Err(format!(
            "`mail.directory` `{}` lies in the data directory; messages hold plain text, so give \
             them a place outside",
            directory.display()
        ));
    }
    Ok(directory)
}

fn smtp(mail: &config::Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let tls = || {
        TlsParameters::new(mail.host.clone())
            .map_err(|_| format!("`mail.host` `{}` is not a host's name", mail.host))
    };
    let tls = match mail.tls {
        config::Tls::None => Tls::None,
        config::Tls::Starttls => Tls::Required(tls()?),
        config::Tls::Implicit => Tls::Wrapper(tls()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
        .port(mail.port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(file)) = (&mail.user, &mail.password_file) {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("`mail.password_file` `{}`: {error}", file.display()))?;
        let password = text.lines().next().unwrap_or_default().to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::letter::{Kind, Letter};
    use zeroize::Zeroizing;

    fn letter(to: &str, name: &str) -> Outgoing {
        let foundation = config::Foundation::default();
        let letter = Letter::new(Kind::SignIn, &foundation, "T", 15 * 60_000);
        letter.write(Zeroizing::new(to.to_owned()), name, None)
    }

    fn sender(name: &str) -> Sender {
        Sender { name: name.into(), address: "no-reply@example.org".parse().unwrap() }
    }

    #[test]
    fn no_value_begins_a_header_of_its_own() {
        let mail = letter("ada@example.org", "Ada\r\nBcc: all@example.org");
        let message = sender("F\r\nBcc: b@example.org").message(mail, "1", 0).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(head.contains("\r\nTo: ada@example.org"), "{head}");
        let injected = letter("ada@example.org\r\nBcc: b@example.org", "Ada");
        assert!(sender("F").message(injected, "1", 0).is_err());
    }

    #[tokio::test]
    async fn an_eml_file_is_whole_or_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let transport = Transport::Eml(directory.path().to_owned());
        let outcome =
            transport.deliver(letter("ada@example.org", "Ada"), &sender("F"), 5, "abc").await;
        assert_eq!(outcome, Outcome::Delivered);
        let text = std::fs::read_to_string(directory.path().join("5-abc.eml")).unwrap();
        assert!(text.contains("multipart/alternative"));
        let gone = Transport::Eml(directory.path().join("missing"));
        let outcome = gone.deliver(letter("ada@example.org", "Ada"), &sender("F"), 5, "abc").await;
        assert!(matches!(outcome, Outcome::Later(_)));
    }

    #[test]
    fn eml_files_never_lie_beside_the_data() {
        let directory = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.mail.directory = Some(directory.path().join("mail"));
        assert!(Transport::from_config(&config, directory.path()).is_err());
        let data = directory.path().join("data");
        config.mail.directory = None;
        assert!(Transport::from_config(&config, &data).is_ok());
        assert!(directory.path().join("data-outbox").is_dir());
    }
}
