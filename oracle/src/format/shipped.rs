//! The mappings that come with the tool, by name; each is a file that a user can copy and change.

/// A mapping that comes with the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal)*) => {
        /// Every mapping that comes with the tool, in the order of their names.
        pub const SHIPPED: &[Shipped] = &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../mappings/", $name, ".toml")),
        },)*];
    };
}

shipped! {
    "amazon-connect-agents"
    "amazon-connect-contacts"
    "bank-calls"
    "chat-server"
    "chatwoot"
    "d365-diagnostics"
    "helpdesk"
    "rocket-chat"
    "state-changes"
    "twilio"
}

impl Shipped {
    /// The mapping of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        SHIPPED.iter().copied().find(|it| it.name == name)
    }

    /// The name of the file as which it comes.
    #[must_use]
    pub fn file(self) -> String {
        format!("{}.toml", self.name)
    }
}
