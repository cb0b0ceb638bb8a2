//! Which spellings a mail provider itself documents as one mailbox. Part of canonicalisation
//! version 1: changing a line changes people's marks, so a change needs a new version.

/// How one provider reads the part before the `@`.
pub(super) struct MailboxRule {
    /// Whether what follows a `+` is ignored.
    pub plus_is_one_mailbox: bool,
    /// Signs the provider ignores.
    pub ignored_signs: &'static str,
    /// The name under which the provider's domains of one mailbox are known.
    pub domain: Option<&'static str>,
}

const PLAIN: MailboxRule = MailboxRule {
    plus_is_one_mailbox: false,
    ignored_signs: "",
    domain: None,
};
const PLUS: MailboxRule = MailboxRule {
    plus_is_one_mailbox: true,
    ..PLAIN
};
/// Google Mail help, "Dots don't matter in Gmail addresses" and "Send emails from a different
/// address or alias"; gmail.com and googlemail.com are one mailbox.
const GMAIL: MailboxRule = MailboxRule {
    plus_is_one_mailbox: true,
    ignored_signs: ".",
    domain: Some("gmail.com"),
};
/// Proton support, "Addresses and aliases": dots, hyphens, underscores and what follows a plus
/// are ignored. Its domains are not merged: an address on another one may be somebody else's.
const PROTON: MailboxRule = MailboxRule {
    plus_is_one_mailbox: true,
    ignored_signs: ".-_",
    domain: None,
};

/// The rule for a domain in A-label form. What nobody documents is taken as it stands: merging
/// two people's mailboxes would be worse than counting one person's aliases twice.
pub(super) fn rule_for(domain: &str) -> MailboxRule {
    match domain {
        "gmail.com" | "googlemail.com" => GMAIL,
        "proton.me" | "protonmail.com" | "pm.me" => PROTON,
        // Plus addressing as documented by Microsoft (Outlook.com), Apple (iCloud) and Fastmail.
        "outlook.com" | "hotmail.com" | "live.com" | "msn.com" | "live.nl" | "hotmail.nl"
        | "outlook.nl" | "icloud.com" | "me.com" | "mac.com" | "fastmail.com" | "fastmail.fm" => {
            PLUS
        }
        _ => PLAIN,
    }
}
