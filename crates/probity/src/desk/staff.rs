//! Who works here: appointing, enrolling anew, dismissing. The same for the command line and the desk.
//!
//! Name, work address and duties are sealed in the vault like everybody's; the table `staff` holds
//! the role. Appointing makes a link that works once, over which the new one sets a password and a
//! second factor. Whose work has ended is erased: their key is destroyed, their sessions end, and the
//! ledger keeps their number and their role, as it does of everybody.

use probity_ledger::{Actor, SubjectId};
use probity_policy::{Giver, Role};
use probity_vault::store::{Row, Tx, Value};
use probity_vault::{Datum, Random, Source, State, StoreError, Vault, VaultError, VaultTx};
use zeroize::Zeroizing;

use crate::config::Config;
use crate::members::link::{self, Kind};
use crate::members::session::{subject_of, subject_value};
use crate::site::moment::HOUR;
use crate::site::typed::Typed;
use crate::store::{desk_case, session, staff, token};

/// How long a link to enrol works, in milliseconds.
pub const LINK_LIFE: i64 = 72 * HOUR;

/// The roles that people at the desk have.
pub const ROLES: &[Role] = &[
    Role::PrivacyOfficer,
    Role::MembershipStaff,
    Role::FinanceStaff,
    Role::CommunicationsStaff,
    Role::InfrastructureStaff,
    Role::Auditor,
];

/// The fields of the data map that describe somebody on the staff, in order.
pub(crate) const FIELDS: &[&str] = &["staff-name", "staff-email", "staff-duties"];

/// Somebody about to be appointed: name, work address, duties in a few words, and the role that the
/// policy knows them by.
#[derive(Clone)]
pub struct Appointment {
    pub(crate) name: Typed,
    pub(crate) email: Typed,
    pub(crate) duties: Typed,
    pub(crate) role: Role,
}

impl Appointment {
    /// Out of plain text.
    pub fn new(name: &str, email: &str, duties: &str, role: Role) -> Self {
        Self {
            name: Typed::new(name),
            email: Typed::new(email.trim()),
            duties: Typed::new(duties),
            role,
        }
    }
}

/// Why somebody was not appointed or dismissed.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Another member of staff has the address.
    #[error("the address belongs to a member of staff already; give another, or remove them first")]
    Taken,
    /// Nobody on the staff has this number or address.
    #[error(
        "no member of staff has this number or address; `probity staff list` shows who there is"
    )]
    Nobody,
    /// Without a privacy officer nobody could answer people or appoint another.
    #[error("this is the last privacy officer; add another and let them enrol first")]
    LastOfficer,
    /// A value that does not fit its field.
    #[error("`{field}` {problem}")]
    Invalid {
        /// The field of the data map.
        field: String,
        /// What is wrong, and what to do.
        problem: &'static str,
    },
    /// Whatever else the vault says.
    #[error(transparent)]
    Vault(VaultError),
}

impl From<VaultError> for StaffError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Taken { .. } => Self::Taken,
            VaultError::Invalid { field, problem } => Self::Invalid { field, problem },
            error => Self::Vault(error),
        }
    }
}

impl From<StoreError> for StaffError {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

/// One on the staff, without anything personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Their number.
    pub subject: SubjectId,
    /// In which role.
    pub role: Role,
    /// Since when, in milliseconds since 1970.
    pub since_ms: i64,
    /// When they set password and second factor, if they have.
    pub enrolled_ms: Option<i64>,
    /// When their work ended, if it has.
    pub ended_ms: Option<i64>,
    /// The last step of a one-time code that was accepted.
    pub(crate) last_step: i64,
    /// How many recovery codes were used up.
    pub(crate) recovery_round: i64,
}

impl Known {
    fn read(row: &Row) -> Result<Option<Self>, StoreError> {
        let subject = subject_of(&row.bytes(0)?);
        let role = row.text(1)?.parse::<Role>().ok().filter(|role| ROLES.contains(role));
        let Some((subject, role)) = subject.zip(role) else { return Ok(None) };
        Ok(Some(Self {
            subject,
            role,
            since_ms: row.int(2)?,
            enrolled_ms: row.opt_int(3)?,
            ended_ms: row.opt_int(4)?,
            last_step: row.int(5)?,
            recovery_round: row.int(6)?,
        }))
    }

    /// Whether they work here now.
    pub fn works(&self) -> bool {
        self.ended_ms.is_none()
    }
}

/// Everyone who works or has worked here, in the order in which they came.
///
/// # Errors
/// When the database can't be read.
pub fn all(vault: &Vault) -> Result<Vec<Known>, StoreError> {
    vault.store().read("staff-list", |tx| {
        let rows = tx.query(&staff::LIST, &[])?;
        rows.iter().filter_map(|row| Known::read(row).transpose()).collect()
    })
}

/// Whoever of the staff has this number and works here; none for everybody else, and for those who
/// were erased, also when a restored copy of the data does not know that yet.
///
/// # Errors
/// When the database can't be read.
pub fn find(vault: &Vault, subject: SubjectId) -> Result<Option<Known>, VaultError> {
    let known = vault.store().read("staff-get", move |tx| get(tx, subject))?;
    let Some(known) = known.filter(Known::works) else { return Ok(None) };
    let standing = vault.subject(subject)?;
    Ok(standing.filter(|standing| standing.state != State::Erased).map(|_| known))
}

/// One row, whether they still work here or not.
pub(crate) fn get(tx: &mut Tx<'_>, subject: SubjectId) -> Result<Option<Known>, StoreError> {
    let row = tx.query_opt(&staff::GET, &[subject_value(subject)])?;
    row.map(|row| Known::read(&row)).transpose().map(Option::flatten)
}

/// Appoints somebody: their number, and the number of the link over which they enrol.
///
/// # Errors
/// [`StaffError::Taken`], values that do not fit, and whatever the policy does not let staff give.
pub fn appoint(
    vault: &Vault,
    random: &dyn Random,
    appointment: &Appointment,
    by: &Actor,
) -> Result<(SubjectId, Zeroizing<String>), StaffError> {
    let new = vault.new_subject()?;
    let subject = new.id();
    let link = link::Fresh::new(random, Kind::Enrol, subject, vault.now_ms(), LINK_LIFE);
    let number = link.number.clone();
    let (appointment, by) = (appointment.clone(), by.clone());
    vault.tx("staff-appoint", move |v| {
        let data = [
            Datum { field: "staff-name", value: appointment.name.expose() },
            Datum { field: "staff-email", value: appointment.email.expose() },
            Datum { field: "staff-duties", value: appointment.duties.expose() },
        ];
        v.enrol(&new, Giver::Staff, &data, &Source { source: "desk", actor: by.clone() })?;
        let now_ms = v.now_ms();
        let role = Value::from(appointment.role.name());
        v.sql().exec(&staff::INSERT, &[subject_value(subject), role, Value::Int(now_ms)])?;
        Ok(link.store(v.sql())?)
    })?;
    Ok((subject, number))
}

/// Makes a new link to enrol, in place of an older one: for whoever lost phone and recovery codes.
/// What they have works until they enrol anew. On the ledger.
///
/// # Errors
/// [`StaffError::Nobody`].
pub fn enrol_anew(
    vault: &Vault,
    random: &dyn Random,
    subject: SubjectId,
    by: &Actor,
) -> Result<Zeroizing<String>, StaffError> {
    find(vault, subject)?.ok_or(StaffError::Nobody)?;
    let link = link::Fresh::new(random, Kind::Enrol, subject, vault.now_ms(), LINK_LIFE);
    let number = link.number.clone();
    let by = by.clone();
    vault.tx("staff-link", move |v| {
        let draft = probity_vault::EntryDraft::new(probity_ledger::Kind::Use, subject, by.clone());
        v.log(draft.purpose(probity_policy::Purpose::SecureAccess).note("link to enrol anew"))?;
        Ok(link.store(v.sql())?)
    })?;
    Ok(number)
}

/// Whose work address this is. The caller brings it; the policy must let `role` look it up.
///
/// # Errors
/// [`StaffError::Nobody`], and a refusal of the policy.
pub fn by_address(
    vault: &Vault,
    address: &Typed,
    purpose: probity_policy::Purpose,
    role: Role,
) -> Result<SubjectId, StaffError> {
    let found = vault.lookup("staff-email", address.expose(), purpose, role)?;
    found.ok_or(StaffError::Nobody)
}

/// Ends somebody's work: no session, no link, no record of theirs is left, and their key is gone.
///
/// # Errors
/// [`StaffError::Nobody`]; [`StaffError::LastOfficer`] for the only privacy officer who can sign in.
pub fn dismiss(vault: &Vault, subject: SubjectId, by: &Actor) -> Result<(), StaffError> {
    let by = by.clone();
    vault.tx("staff-dismiss", move |v| {
        let Some(known) = get(v.sql(), subject)?.filter(Known::works) else {
            return Ok(Err(StaffError::Nobody));
        };
        if is_last_officer(v, &known)? {
            return Ok(Err(StaffError::LastOfficer));
        }
        let now_ms = v.now_ms();
        let who = || [subject_value(subject)];
        v.sql().exec(&staff::END, &[Value::Int(now_ms), subject_value(subject)])?;
        v.sql().exec(&session::DELETE_ALL, &who())?;
        v.sql().exec(&token::DELETE_ALL, &who())?;
        v.sql().exec(&desk_case::DELETE_OF, &who())?;
        v.erase(subject, &by)?;
        Ok::<_, VaultError>(Ok(()))
    })?
}

/// Whether nobody else could do a privacy officer's work. Operations on the ledger run one after the
/// other, so two officers can't dismiss each other at the same time.
fn is_last_officer(v: &mut VaultTx<'_, '_>, known: &Known) -> Result<bool, VaultError> {
    if known.role != Role::PrivacyOfficer || known.enrolled_ms.is_none() {
        return Ok(false);
    }
    let rows = v.sql().query(&staff::LIST, &[])?;
    for row in rows.iter() {
        let Some(other) = Known::read(row)? else { continue };
        let may = other.works() && other.enrolled_ms.is_some() && other.role == known.role;
        if may && other.subject != known.subject {
            let standing = v.subject(other.subject)?;
            if standing.is_some_and(|standing| standing.state != State::Erased) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The address of a link to enrol.
pub fn link_address(config: &Config, number: &str) -> String {
    format!("{}/desk/enrol/{number}", config.foundation.base_url.as_str())
}
