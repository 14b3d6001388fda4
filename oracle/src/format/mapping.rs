//! A mapping that holds: read from TOML, with every fault told with line and column.

use super::fault::Fault;
use super::path::Path;
use super::spec::{Container, FieldsSpec, MappingSpec, SpanSpec};
use super::words::Field;

/// A mapping that holds.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// As written.
    pub spec: MappingSpec,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    ///
    /// The first fault, with file, line and column.
    ///
    /// ```
    /// use switchboard_oracle::format::Mapping;
    ///
    /// let text = "name = \"x\"\ntitle = \"X\"\ncontainer = \"cvs\"\nclaims = []\n";
    /// let fault = Mapping::read(text, "x.toml").unwrap_err().to_string();
    /// assert!(fault.starts_with("x.toml:3:13: unknown variant `cvs`, expected one of"), "{fault}");
    /// ```
    pub fn read(text: &str, file: &str) -> Result<Self, Fault> {
        let spec: MappingSpec = toml::from_str(text).map_err(|error| {
            let (line, column) = error.span().map_or((1, 1), |span| place(text, span.start));
            Fault::at(file, line, Some(column), error.message().replace('\n', ", "))
        })?;
        let headed = |head: &str, number: usize, message: String| {
            let found = text.match_indices(head).filter(|(at, _)| is_head(text, *at)).nth(number);
            let (line, column) = found.map_or((1, 1), |(at, _)| place(text, at));
            Fault::at(file, line, Some(column), message)
        };
        check(&spec).map_err(|(head, number, message)| headed(head, number, message))?;
        Ok(Self { spec })
    }

    /// The columns that are read of every row; a kind of rows may lack others.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let every = fields(&self.spec.fields, &self.spec.fields).into_iter().flatten();
        let spans = self.spec.span.iter().flat_map(|span| {
            [Some(&span.from), Some(&span.to), span.seconds.as_ref(), span.agent.as_ref()].into_iter().flatten()
        });
        every.chain(spans).filter_map(column).collect()
    }

    /// Whether the mapping tells offers from talks, so that both parts of Active are states of their own.
    #[must_use]
    pub fn splits(&self) -> bool {
        let offered = |state: &super::words::StateName| state.0 == switchboard::Stage::Offered;
        self.spec.states.values().any(offered)
            || self.spec.read.iter().any(|read| read.is.as_ref().is_some_and(offered))
    }
}

/// Whether only blanks stand before a place on its line.
fn is_head(text: &str, at: usize) -> bool {
    text[..at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty())
}

/// Line and column of a byte, from one.
fn place(text: &str, at: usize) -> (u64, u64) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) as u64 + 1;
    (line, column)
}

type Complaint = (&'static str, usize, String);

/// What no single value shows.
fn check(spec: &MappingSpec) -> Result<(), Complaint> {
    let top = |message: &str| Err(("name", 0, message.to_owned()));
    let named = |fields: &FieldsSpec| fields.conversation.is_some();
    let states = |fields: &FieldsSpec| fields.state.is_some();
    let agents = |fields: &FieldsSpec| fields.agent.is_some();
    let any = |has: &dyn Fn(&FieldsSpec) -> bool| has(&spec.fields) || spec.read.iter().any(|read| has(&read.fields));
    let is = spec.read.iter().any(|read| read.is.is_some());
    if spec.span.is_empty() && !any(&named) && !any(&agents) {
        return top("nothing is read, expected `fields.conversation`, or a `[[span]]`");
    }
    if any(&named) && !any(&states) && !is && spec.span.is_empty() {
        return top("no state is read, expected `fields.state` or `is` in a `[[read]]`");
    }
    if any(&states) && spec.states.is_empty() {
        return top("the field `state` is read but nothing says what its values mean, expected a table `[states]`");
    }
    if spec.order.window_s.is_some_and(|seconds| !(0.0..=1e9).contains(&seconds)) {
        return Err(("[order]", 0, "`window-s` is beyond 0 to 1,000,000,000 seconds".to_owned()));
    }
    if spec.order.duplicates.is_some() && !any(&|fields: &FieldsSpec| fields.id.is_some()) {
        return Err(("[order]", 0, "`duplicates` needs the field `id`, expected `fields.id`".to_owned()));
    }
    for (number, read) in spec.read.iter().enumerate() {
        let complain = |message: &str| Err(("[[read]]", number, message.to_owned()));
        if read.unless_in.is_some() && (read.each.is_none() || read.same.is_none()) {
            return complain("`unless-in` needs `each` and `same`");
        }
        if read.each.is_some() && spec.container == Container::Xes {
            return complain("events of XES have no lists, expected no `each`");
        }
        if read.each.is_some() && spec.fields_of(read).iter().flatten().all(|field| !of_element(field)) {
            return complain(
                "`each` goes through a list of which nothing is read, expected a way that begins with `@.`",
            );
        }
    }
    for (number, SpanSpec { alone, agent, seconds, tolerance_s, name, .. }) in spec.span.iter().enumerate() {
        let complain = |message: &str| Err(("[[span]]", number, format!("span `{name}`: {message}")));
        if *alone && agent.is_none() {
            return complain("`alone` needs `agent`");
        }
        if !alone && seconds.is_none() {
            return complain("nothing to judge, expected `seconds` or `alone = true`");
        }
        if !(0.0..=1e9).contains(tolerance_s) {
            return complain("`tolerance-s` is beyond 0 to 1,000,000,000 seconds");
        }
    }
    Ok(())
}

/// The column without which a field is never found, if there is one.
fn column(field: &Field) -> Option<&str> {
    match field {
        Field::First(paths) if paths.len() > 1 => None,
        Field::First(paths) | Field::Join(paths) => paths.first().and_then(Path::column),
    }
}

fn of_element(field: &Field) -> bool {
    match field {
        Field::First(paths) | Field::Join(paths) => paths.iter().any(|path| path.element),
    }
}

impl MappingSpec {
    /// The fields of a kind of records, in the order of the specification.
    fn fields_of<'a>(&'a self, read: &'a super::spec::ReadSpec) -> [Option<&'a Field>; 15] {
        fields(&self.fields, &read.fields)
    }
}

/// The fields of all records as a kind of records changes them, in the order of the specification.
pub(super) fn fields<'a>(all: &'a FieldsSpec, own: &'a FieldsSpec) -> [Option<&'a Field>; 15] {
    let FieldsSpec { conversation, time, state, state_before, agent, agent_before, queue, channel, .. } = own;
    let FieldsSpec { presence, load, capacity, over, actor, reason, id, .. } = own;
    [
        conversation.as_ref().or(all.conversation.as_ref()),
        time.as_ref().or(all.time.as_ref()),
        state.as_ref().or(all.state.as_ref()),
        state_before.as_ref().or(all.state_before.as_ref()),
        agent.as_ref().or(all.agent.as_ref()),
        agent_before.as_ref().or(all.agent_before.as_ref()),
        queue.as_ref().or(all.queue.as_ref()),
        channel.as_ref().or(all.channel.as_ref()),
        presence.as_ref().or(all.presence.as_ref()),
        load.as_ref().or(all.load.as_ref()),
        capacity.as_ref().or(all.capacity.as_ref()),
        over.as_ref().or(all.over.as_ref()),
        actor.as_ref().or(all.actor.as_ref()),
        reason.as_ref().or(all.reason.as_ref()),
        id.as_ref().or(all.id.as_ref()),
    ]
}
