//! Master keys: their text, where they lie, and the ring of those that are accepted.
//!
//! The text is one line, `probity-master-1 <id> <base64>`. The id is a hash of the key, so a damaged
//! line is recognised. During a rotation the file holds two lines, the new key first; both open.
use super::KeyError;
use crate::aead::{self, Secret, Unopened};
use crate::clock::Random;
use base64::prelude::{BASE64_STANDARD, Engine};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const TAG: &str = "probity-master-1";

/// Where the master key comes from.
#[derive(Clone)]
pub enum MasterSource {
    /// A file, made with the keyring and readable by its owner only.
    File(PathBuf),
    /// The text itself, as from `PROBITY_MASTER_KEY`; never written anywhere.
    Text(Zeroizing<String>),
}

impl MasterSource {
    /// How the source is named in messages.
    pub(super) fn place(&self) -> String {
        match self {
            Self::File(path) => format!("`{}`", path.display()),
            Self::Text(_) => "PROBITY_MASTER_KEY".to_owned(),
        }
    }
}

impl std::fmt::Debug for MasterSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterSource({})", self.place())
    }
}

/// A key that wraps the keys of persons and of the system.
#[derive(Clone)]
pub struct MasterKey {
    id: String,
    key: Secret,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({}, redacted)", self.id)
    }
}

impl MasterKey {
    /// A new one.
    pub fn generate(random: &dyn Random) -> Self {
        let mut key = Secret::default();
        random.fill(key.as_mut_slice());
        Self { id: id_of(&key), key }
    }

    /// The name under which wrapped keys refer to it; says nothing about it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The line that goes into the file or the environment.
    pub fn to_text(&self) -> Zeroizing<String> {
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(self.key.as_slice()));
        Zeroizing::new(format!("{TAG} {} {}", self.id, encoded.as_str()))
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let (tag, id, encoded) = (words.next()?, words.next()?, words.next()?);
        if tag != TAG || words.next().is_some() {
            return None;
        }
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(encoded).ok()?);
        let mut key = Secret::default();
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&bytes);
        (id_of(&key) == id).then(|| Self { id: id.to_owned(), key })
    }

    /// Wraps a key for a named place.
    pub(super) fn wrap(&self, name: &[u8], key: &[u8; 32], random: &dyn Random) -> Vec<u8> {
        aead::seal(&self.key, &self.place(name), key, random)
    }

    /// Unwraps a key that was wrapped for the same place.
    pub(super) fn unwrap(&self, name: &[u8], wrapped: &[u8]) -> Result<Secret, Unopened> {
        let bytes = aead::open(&self.key, &self.place(name), wrapped)?;
        let mut key = Secret::default();
        if bytes.len() != key.len() {
            return Err(Unopened);
        }
        key.copy_from_slice(&bytes);
        Ok(key)
    }

    fn place(&self, name: &[u8]) -> Vec<u8> {
        [b"probity key v1 ", self.id.as_bytes(), b" ", name].concat()
    }
}

fn id_of(key: &[u8; 32]) -> String {
    let hash = aead::derive(key, "probity master id v1");
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The masters that are accepted, the one that wraps first.
#[derive(Clone, Default)]
pub(super) struct Ring(Vec<MasterKey>);

impl Ring {
    pub(super) fn new(masters: Vec<MasterKey>) -> Self {
        Self(masters)
    }

    pub(super) fn first(&self) -> Option<&MasterKey> {
        self.0.first()
    }

    pub(super) fn get(&self, id: &str) -> Option<&MasterKey> {
        self.0.iter().find(|master| master.id == id)
    }

    /// The same masters with another one first.
    pub(super) fn led_by(mut self, id: &str) -> Self {
        self.0.sort_by_key(|master| master.id != id);
        self
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The ids, for messages.
    pub(super) fn ids(&self) -> String {
        self.0.iter().map(MasterKey::id).collect::<Vec<_>>().join("`, `")
    }

    fn parse(text: &str, place: &str) -> Result<Self, KeyError> {
        let mut masters = Vec::new();
        for (line, text) in text.lines().enumerate() {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let bad = || KeyError::BadMaster { place: place.to_owned(), line: line + 1 };
            masters.push(MasterKey::parse(text).ok_or_else(bad)?);
        }
        if masters.is_empty() {
            return Err(KeyError::BadMaster { place: place.to_owned(), line: 1 });
        }
        Ok(Self(masters))
    }

    /// Reads the masters; `None` when there is no file.
    pub(super) fn load(source: &MasterSource) -> Result<Option<Self>, KeyError> {
        let place = source.place();
        match source {
            MasterSource::Text(text) => Self::parse(text, &place).map(Some),
            MasterSource::File(path) => match fs::read_to_string(path).map(Zeroizing::new) {
                Ok(text) => Self::parse(&text, &place).map(Some),
                Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(bad) if bad.kind() == io::ErrorKind::InvalidData => {
                    Err(KeyError::BadMaster { place, line: 1 })
                }
                Err(source) => Err(KeyError::File { place, source }),
            },
        }
    }

    /// Replaces the file: after a crash it holds either what it held or all of this.
    pub(super) fn save(&self, path: &Path) -> Result<(), KeyError> {
        let mut text = Zeroizing::new(String::from(
            "# The master key. Whoever has it and the key store reads everything; without it nobody\n\
             # does. Keep a copy of it apart from the copies of the data.\n",
        ));
        for master in &self.0 {
            text.push_str(&master.to_text());
            text.push('\n');
        }
        replace(path, text.as_bytes())
            .map_err(|source| KeyError::File { place: format!("`{}`", path.display()), source })
    }
}

fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(directory)?;
    let beside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    fs::File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRandom;

    #[test]
    fn a_line_reads_back_and_a_damaged_one_is_refused() {
        let random = SeededRandom::new(1);
        let master = MasterKey::generate(&random);
        let line = master.to_text();
        assert_eq!(MasterKey::parse(&line).unwrap().key, master.key);
        for bit in 0..line.len() {
            let mut damaged = line.as_bytes().to_vec();
            damaged[bit] ^= 1;
            let Ok(damaged) = String::from_utf8(damaged) else { continue };
            assert!(
                MasterKey::parse(&damaged).is_none_or(|read| read.key == master.key),
                "{damaged}"
            );
        }
        assert!(!format!("{master:?}").contains(&line[line.len() - 10..]));
    }

    #[test]
    fn a_key_unwraps_under_its_own_name_and_master_only() {
        let random = SeededRandom::new(1);
        let (master, other) = (MasterKey::generate(&random), MasterKey::generate(&random));
        let wrapped = master.wrap(b"subject a", &[9; 32], &random);
        assert_eq!(*master.unwrap(b"subject a", &wrapped).unwrap(), [9; 32]);
        assert!(master.unwrap(b"subject b", &wrapped).is_err());
        assert!(other.unwrap(b"subject a", &wrapped).is_err());
    }

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let (random, directory) = (SeededRandom::new(1), tempfile::tempdir().unwrap());
        let path = directory.path().join("keys/master.key");
        let source = MasterSource::File(path.clone());
        assert!(Ring::load(&source).unwrap().is_none());
        let ring = Ring::new(vec![MasterKey::generate(&random), MasterKey::generate(&random)]);
        ring.save(&path).unwrap();
        assert_eq!(Ring::load(&source).unwrap().unwrap().ids(), ring.ids());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "probity-master-1 nonsense").unwrap();
        let error = Ring::load(&source).err().expect("nonsense is refused").to_string();
        assert!(error.contains("line 1"), "{error}");
    }
}
