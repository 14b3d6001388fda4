//! The ids of the rule base that no instrument executes, each with the reason: what is about screens, browsers,
//! licences or names alone.

/// Id and reason of every rule that is left out on purpose.
pub const OUT_OF_SCOPE: &[(&str, &str)] = &[
    ("VOC-01", "what a report calls a channel; the kernel has its own six kinds of channel, and no report column"),
    ("VOC-02", "says that three words mean one thing; the kernel has one word for it"),
    ("VOC-03", "numbers of a vendor's columns; the states themselves are the kernel's, and nobody reads the numbers"),
    ("VOC-04", "two internal values of a vendor's column; the kernel has no such state to produce"),
    ("VOC-07", "names of a vendor's column for what the seats beside the primary are"),
    ("VOC-08", "names of a vendor's column; the facts say who came in and why"),
    ("SUP-MON-10", "about browser tabs: which tab a monitored conversation opens in changes no conversation"),
    (
        "SUP-MON-11",
        "what a monitor reads on the screen; watching changes nothing (K12), and sentiment needs words (PART-05)",
    ),
    ("SUP-MON-12", "a licence and a legal notice; reports rank no persons, which no run can test"),
    ("SUP-G-07", "screens may be stale; there is no screen here, every command is judged by the state itself"),
    ("SUP-JOIN-07", "says that whisper and barge-in are no operations of their own; there is nothing to execute"),
    ("SUP-XFER-10", "what an old dashboard shows until it is refreshed; there is no dashboard row to be stale"),
    ("SUP-FC-05", "a confirmation in a dialogue before the command is sent; the command is what is judged"),
    ("SUP-FC-12", "a caution to people; it forbids nothing"),
    ("SUP-OTH-07", "alerts on sentiment, of which there is none without words (PART-05)"),
    ("PART-05", "sentiment is computed from the words of messages, and messages have no words here"),
    ("PART-07", "which icon an old screen draws; it is another product's presence"),
    ("PART-08", "how many names a list shows on a screen"),
    ("DIST-35", "which numbers an old form offers to choose from; any countdown may be set"),
    (
        "PRIO-09",
        "a preview that publishes no formula: how a score grows with the steps is for an administrator to say in prose",
    ),
];
