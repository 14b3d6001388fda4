//! The pages that the rules come from: what the short codes stand for in [`Rule::source`](crate::Rule::source) and in
//! [`SwitchInfo::source`](crate::SwitchInfo::source).

/// A page of the documentation, or another text that a rule cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The code in the rule base, such as `SUP`.
    pub code: &'static str,
    /// The title of the page, or what the text is.
    pub title: &'static str,
    /// Where the page stands on GitHub: owner, repository, path. Empty when it stands elsewhere.
    pub pages: &'static [&'static str],
    /// The editions that were read, by the page's own date.
    pub editions: &'static str,
}

impl Source {
    /// The source with this code.
    #[must_use]
    pub fn with_code(code: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|source| source.code == code)
    }

    /// The sources that a text cites by their codes, in the order of their first mention.
    ///
    /// ```
    /// use switchboard::{Rule, Source};
    ///
    /// let titles: Vec<&str> = Source::cited(Rule::SupJoin02.source()).map(|source| source.title).collect();
    /// assert_eq!(titles[1], "Monitor, assign, transfer, and force close conversations");
    /// ```
    pub fn cited(text: &str) -> impl Iterator<Item = &'static Self> {
        let codes = || text.split(|letter: char| !letter.is_ascii_alphanumeric()).enumerate();
        codes()
            .filter(move |(place, code)| codes().take(*place).all(|(_, earlier)| earlier != *code))
            .filter_map(|(_, code)| Self::with_code(code))
    }

    /// Every source, in the order of the rule base.
    pub const ALL: &'static [Self] = &[
        Self {
            code: "SEED",
            title: "Monitor, assign, transfer, and force close conversations, in Romanian",
            pages: &[],
            editions: "ca. 2023-24",
        },
        Self {
            code: "SUP",
            title: "Monitor, assign, transfer, and force close conversations",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/monitor-conversations.md"],
            editions: "2024-07, 2024-09",
        },
        Self {
            code: "ONG",
            title: "View and understand the Ongoing conversation report",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/realtime-ongoing.md"],
            editions: "2024-04, 2025-11",
        },
        Self {
            code: "DASH",
            title: "Omnichannel Ongoing Conversations dashboard",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/ongoing-conversations-dashboard.md",
            ],
            editions: "2024-05, 2024-09",
        },
        Self {
            code: "ALL",
            title: "Manage all ongoing conversations",
            pages: &["MicrosoftDocs/dynamics-365-contact-center/contact-center/use/all-ongoing-conversations.md"],
            editions: "2026-07",
        },
        Self {
            code: "RECV",
            title: "Manage ongoing record conversations",
            pages: &[
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/use/manage-ongoing-record-conversations.md",
            ],
            editions: "2026-07",
        },
        Self {
            code: "RTS",
            title: "Monitor in real time (preview): conversations, queues, representatives, assisted service",
            pages: &[
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/use/realtime-streaming-conversations.md",
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/use/realtime-streaming-queues.md",
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/use/realtime-streaming-representatives.md",
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/use/realtime-streaming-assisted-service.md",
            ],
            editions: "2026-07",
        },
        Self {
            code: "SET",
            title: "Enable supervisor access to manage conversations",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/enable-monitor-assign-transfer-conv.md",
            ],
            editions: "2024-06 and older",
        },
        Self {
            code: "ROLES",
            title: "Assign roles, enable users",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/implement/add-users-assign-roles.md",
            ],
            editions: "2026-05",
        },
        Self {
            code: "STATE",
            title: "Understand conversation states",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-conversation-state.md"],
            editions: "2024-04, 2025-01",
        },
        Self {
            code: "DISC",
            title: "Understand disconnected chats",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-conv-state-chat-disconnect.md",
            ],
            editions: "2024-08, 2026-01",
        },
        Self {
            code: "AC",
            title: "Close conversations automatically",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/auto-close-conversation-powerapps.md",
            ],
            editions: "2024-05",
        },
        Self {
            code: "ACAPI",
            title: "Configure automatic closure … using web API",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/develop/auto-close-conversation.md",
            ],
            editions: "2023-09",
        },
        Self {
            code: "TR",
            title: "Configure time-out rules",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/configure-timeout-rules.md",
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/configure-time-out-rules.md",
            ],
            editions: "2025-03, 2025-05",
        },
        Self {
            code: "TRU",
            title: "Use timeout rules",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/use-timeout-rules.md"],
            editions: "2025-01",
        },
        Self {
            code: "TRP",
            title: "Release plan 2025 wave 2: enhanced time-out rules, override timeout rules",
            pages: &[],
            editions: "2025-26",
        },
        Self {
            code: "WS",
            title: "Create and manage workstreams",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/create-workstreams.md",
            ],
            editions: "2023-05, 2025-02",
        },
        Self {
            code: "CAP",
            title: "Create and manage capacity profiles",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/capacity-profiles.md",
            ],
            editions: "2024-06, 2025-01",
        },
        Self {
            code: "USR",
            title: "Create and manage users and user profiles",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/users-user-profiles.md",
            ],
            editions: "2023-10",
        },
        Self {
            code: "PRES",
            title: "Manage presence",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-manage-presence-status.md",
            ],
            editions: "2024-04",
        },
        Self {
            code: "PFAQ",
            title: "FAQ on agent presence",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/presence-faq.md"],
            editions: "2024-01",
        },
        Self {
            code: "CPRES",
            title: "Configure custom presence",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/presence-custom-presence.md",
            ],
            editions: "2024-01",
        },
        Self {
            code: "NOTIF",
            title: "View notifications",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-notifications.md"],
            editions: "2024-03",
        },
        Self {
            code: "NTPL",
            title: "Manage notification settings and templates",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/notification-templates.md",
            ],
            editions: "2024-03",
        },
        Self {
            code: "MISS",
            title: "Enable missed notifications",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/manage-missed-notifications.md",
            ],
            editions: "2022-04, 2025-02",
        },
        Self {
            code: "REJ",
            title: "Enable automatic update of presence on rejection",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/enable-agent-reject-notifications.md",
            ],
            editions: "2025-05",
        },
        Self {
            code: "AUTO",
            title: "Enable conversations to be assigned automatically",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/enable-auto-assign-conversations.md",
            ],
            editions: "2025-02",
        },
        Self {
            code: "ASG",
            title: "Assignment methods in unified routing",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/assignment-methods.md",
            ],
            editions: "2025-01, 2025-02 and older",
        },
        Self {
            code: "SKILL",
            title: "Set up skill-based routing",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/set-up-skill-based-routing.md",
            ],
            editions: "2024-12",
        },
        Self {
            code: "QUE",
            title: "Create and manage queues for unified routing",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/queues-omnichannel.md",
            ],
            editions: "2025-05",
        },
        Self {
            code: "OVF",
            title: "Manage overflow of work items in queues",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/manage-overflow.md",
            ],
            editions: "2025-11",
        },
        Self {
            code: "R2Q",
            title: "Configure route-to-queue rules",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/configure-route-to-queue-rules.md",
            ],
            editions: "2024-04",
        },
        Self {
            code: "PREF",
            title: "Configure routing to preferred agents",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/configure-preferred-agent.md",
            ],
            editions: "2024-07",
        },
        Self {
            code: "BULL",
            title: "Configure bullseye routing (preview)",
            pages: &[
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/administer/configure-bullseye-routing.md",
            ],
            editions: "2026-07",
        },
        Self {
            code: "ORCH",
            title: "Configure conversation orchestration (preview)",
            pages: &[
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/administer/configure-conversation-orchestration.md",
            ],
            editions: "2026-07",
        },
        Self {
            code: "URFAQ",
            title: "FAQ about unified routing",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/unified-routing-faqs.md",
            ],
            editions: "2025-07",
        },
        Self {
            code: "FAQ",
            title: "FAQ about Omnichannel",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/faqs.md"],
            editions: "2024-10",
        },
        Self {
            code: "CTRL",
            title: "View the communication panel",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-conversation-control.md",
            ],
            editions: "2025-01, 2025-07",
        },
        Self {
            code: "XFER",
            title: "Enable consult and transfer settings",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/enable-transfer-consult.md",
            ],
            editions: "2026-01 and later",
        },
        Self {
            code: "VXFER",
            title: "Transfer calls and consult with users",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/voice-channel-transfer-consult.md",
            ],
            editions: "2026-01",
        },
        Self {
            code: "VOICE",
            title: "Use agent dashboard and call controls",
            pages: &["MicrosoftDocs/dynamics-365-contact-center/contact-center/use/voice-channel-agent-experience.md"],
            editions: "2026-05",
        },
        Self {
            code: "AVD",
            title: "Voice on Azure Virtual Desktop",
            pages: &["MicrosoftDocs/dynamics-365-contact-center/contact-center/administer/configure-voice-avd.md"],
            editions: "2026",
        },
        Self {
            code: "VE",
            title: "Call options and visual engagement in live chat",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/call-options-visual-engagement.md",
            ],
            editions: "2024-12",
        },
        Self {
            code: "PCHAT",
            title: "Configure persistent chat",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/persistent-chat.md",
            ],
            editions: "2024-06, 2025-01",
        },
        Self {
            code: "RECON",
            title: "Configure reconnection to a previous chat session",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/configure-reconnect-chat.md",
            ],
            editions: "2024-06",
        },
        Self {
            code: "SESS",
            title: "Manage sessions",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-manage-sessions.md"],
            editions: "2025-04",
        },
        Self {
            code: "AGD",
            title: "Omnichannel Agent Dashboard",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-agent-dashboard.md"],
            editions: "2024-07",
        },
        Self {
            code: "RR",
            title: "Set up unified routing for records",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/set-up-record-routing.md",
            ],
            editions: "2023-09",
        },
        Self {
            code: "QI",
            title: "How unified routing affects queue items",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/develop/unified-routing-impact-on-APIs.md",
            ],
            editions: "2024-07",
        },
        Self {
            code: "LWI",
            title: "Entity reference of msdyn_ocliveworkitem, the conversation",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/develop/reference/entities"],
            editions: "2024-07",
        },
        Self {
            code: "SP",
            title: "Entity reference of msdyn_sessionparticipant",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/develop/reference/entities"],
            editions: "2024-06",
        },
        Self {
            code: "SCH",
            title: "Entity references of work streams, organisation settings, capacity profiles and presences",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/develop/reference/entities"],
            editions: "2020-2024",
        },
        Self {
            code: "CLO",
            title: "Session closure reasons",
            pages: &["MicrosoftDocs/dynamics-365-contact-center/contact-center/extend/closure-reasons-descriptions.md"],
            editions: "2025-06, 2026-08",
        },
        Self {
            code: "HOOK",
            title: "Use webhook to receive messages and events",
            pages: &["MicrosoftDocs/dynamics-365-contact-center/contact-center/extend/api/api-conversation-webhook.md"],
            editions: "2025-09",
        },
        Self {
            code: "MAPI",
            title: "Use /conversation/{id} endpoint",
            pages: &[
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/extend/api/api-conversation-endpoint.md",
            ],
            editions: "2025-09",
        },
        Self {
            code: "AM",
            title: "Configure automated messages",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/configure-automated-message.md",
            ],
            editions: "2025-04",
        },
        Self {
            code: "AWT",
            title: "Average wait time",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/average-wait-time.md",
            ],
            editions: "2025-11",
        },
        Self {
            code: "SHQ",
            title: "Show position in queue",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/show-queue.md"],
            editions: "2025-11",
        },
        Self {
            code: "CB",
            title: "Configure direct callback",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/voice-channel-direct-callback.md",
            ],
            editions: "2026-09",
        },
        Self {
            code: "OH",
            title: "Create and manage operating hours",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/create-operating-hours.md",
            ],
            editions: "2024-06",
        },
        Self {
            code: "SENT",
            title: "Analyze real-time customer sentiment",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/enable-sentiment-analysis.md",
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-monitor-real-time-customer-sentiment-sessions.md",
            ],
            editions: "2024-07, 2025-06",
        },
        Self {
            code: "BOT",
            title: "Best practices for configuring bots; Transfer conversations to AI agents",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/administer/configure-bot-best-practices.md",
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/administer/transfer-to-agents.md",
            ],
            editions: "2024-06, 2026-05",
        },
        Self {
            code: "QUOTA",
            title: "Service quotas",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/implement/service-quotas.md"],
            editions: "2026-09",
        },
        Self {
            code: "INTRO",
            title: "Overview of real-time analytics dashboard",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/intro-realtime-analytics-dashboard.md",
            ],
            editions: "2023-11",
        },
        Self {
            code: "MET",
            title: "Calculate conversation metrics",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/develop/calculate-conversation-metrics.md",
            ],
            editions: "2026-03",
        },
        Self {
            code: "MET2",
            title: "Use report metrics",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/oc-metrics-dimensions.md"],
            editions: "2025-02",
        },
        Self {
            code: "SESM",
            title: "Session metrics",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/session-metrics.md"],
            editions: "2025-02",
        },
        Self {
            code: "REPM",
            title: "Service representatives",
            pages: &["MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/service-rep-metrics.md"],
            editions: "2025-02",
        },
        Self {
            code: "MODEL",
            title: "Overview of analytics data model",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/use/overview-analytics-data-model.md",
            ],
            editions: "2025-02",
        },
        Self {
            code: "SEG",
            title: "Calculate segment-based queue metrics; msdyn_queueextension",
            pages: &["MicrosoftDocs/dynamics-365-contact-center/contact-center/extend"],
            editions: "2026-04, 2026-06",
        },
        Self {
            code: "WFM",
            title: "Create and manage capacity plans",
            pages: &[
                "MicrosoftDocs/dynamics-365-contact-center/contact-center/use/workforce-management-capacity-planning.md",
            ],
            editions: "2026-04",
        },
        Self {
            code: "SA",
            title: "Support articles on Omnichannel for Customer Service",
            pages: &[
                "MicrosoftDocs/SupportArticles-docs/support/dynamics-365/customer-service/omnichannel-for-customer-service",
            ],
            editions: "2023-2025",
        },
        Self {
            code: "IDLE",
            title: "Set the idle time threshold",
            pages: &[
                "MicrosoftDocs/dynamics-365-customer-engagement/ce/customer-service/develop/set-idle-time-threshold.md",
            ],
            editions: "as the rule base cites it",
        },
        Self {
            code: "IDEA",
            title: "Dynamics ideas portal on capacity while ringing, a customer's report and no documentation",
            pages: &[],
            editions: "2026",
        },
    ];
}

#[cfg(test)]
mod tests {
    use super::Source;
    use crate::{Rule, Switches};

    #[test]
    fn every_code_that_a_rule_cites_has_a_title() {
        let texts = Rule::ALL.iter().map(|rule| rule.source()).chain(Switches::ALL.iter().map(|switch| switch.source));
        for text in texts {
            let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'));
            let mut codes =
                words.filter(|word| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_uppercase()));
            assert_eq!(codes.find(|code| Source::with_code(code).is_none()), None, "{text}");
        }
    }

    #[test]
    fn a_source_has_one_code() {
        for (place, source) in Source::ALL.iter().enumerate() {
            assert!(Source::ALL[..place].iter().all(|other| other.code != source.code), "{}", source.code);
        }
    }
}
