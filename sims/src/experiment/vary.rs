//! What is varied in an experiment: a place in a scenario file, and the values that it takes one after the other.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use toml_edit::{DocumentMut, Item, Value};

/// The most values of one parameter.
const VALUES_MAX: usize = 10_000;
/// The keys by which entries of lists are called.
const NAMES: [&str; 5] = ["name", "workstream", "group", "user", "queue"];

/// A parameter of an experiment, as `--vary` takes it.
///
/// ```
/// use switchboard_sims::experiment::Vary;
///
/// let agents: Vary = "staff.0.shifts.0.agents=9..12".parse()?;
/// assert_eq!(agents.len(), 4);
/// let patience: Vary = "arrivals.phone.patience.exponential.mean_s=120,240.5".parse()?;
/// assert_eq!(patience.value(1).to_string(), "240.5");
/// # Ok::<(), switchboard_sims::experiment::VaryError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Vary {
    path: Vec<String>,
    values: Vec<Setting>,
}

/// One value that a parameter takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A word.
    Word(String),
}

/// Why a parameter of an experiment is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaryError {
    message: String,
}

impl VaryError {
    pub(crate) fn new(message: String) -> Self {
        Self { message }
    }
}

impl Display for VaryError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for VaryError {}

impl Display for Setting {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Flag(flag) => flag.fmt(formatter),
            Self::Word(word) => word.fmt(formatter),
        }
    }
}

impl Setting {
    fn read(text: &str) -> Self {
        let text = text.trim();
        if let Ok(whole) = text.parse() {
            return Self::Whole(whole);
        }
        if let Some(number) = text.parse().ok().filter(|number: &f64| number.is_finite()) {
            return Self::Number(number);
        }
        match text {
            "true" => Self::Flag(true),
            "false" => Self::Flag(false),
            word => Self::Word(word.to_owned()),
        }
    }

    /// As a number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(whole) => Some(*whole as f64),
            Self::Number(number) => Some(*number),
            Self::Flag(_) | Self::Word(_) => None,
        }
    }

    fn as_toml(&self) -> Value {
        match self {
            Self::Whole(whole) => Value::from(*whole),
            Self::Number(number) => Value::from(*number),
            Self::Flag(flag) => Value::from(*flag),
            Self::Word(word) => Value::from(word.as_str()),
        }
    }
}

impl FromStr for Vary {
    type Err = VaryError;

    /// Reads `PATH=VALUES`: values are `from..to` in steps of one, `from..to:step`, or a list with commas.
    fn from_str(text: &str) -> Result<Self, VaryError> {
        let refuse = |why: &str| {
            Err(VaryError::new(format!(
                "`{text}`: {why}; expected a place in the scenario and its values, such as `phone.agents=40..60`, \
                 `arrivals.phone.per_hour=100..200:25` or `policy.preset=seed,current`"
            )))
        };
        let Some((path, values)) = text.split_once('=') else { return refuse("there is no `=`") };
        let path: Vec<String> = path.split('.').map(|part| part.trim().to_owned()).collect();
        if path.iter().any(String::is_empty) {
            return refuse("a part of the place is empty");
        }
        let values = match values.split_once("..") {
            None => values.split(',').map(Setting::read).collect(),
            Some((from, rest)) => {
                let (to, step) = rest.split_once(':').unwrap_or((rest, "1"));
                match (Setting::read(from), Setting::read(to), Setting::read(step)) {
                    (Setting::Whole(from), Setting::Whole(to), Setting::Whole(step)) if step > 0 && from <= to => {
                        (from..=to).step_by(step as usize).take(VALUES_MAX + 1).map(Setting::Whole).collect()
                    }
                    (from, to, step) => match (from.number(), to.number(), step.number()) {
                        (Some(from), Some(to), Some(step)) if step > 0.0 && from <= to => {
                            // A hair beyond the end, so that 0.1..0.3:0.1 has three.
                            let steps = ((to - from) / step + 1e-9).floor().min(VALUES_MAX as f64) as usize;
                            let value = |number: usize| from + step * number as f64;
                            (0..=steps).map(|number| Setting::Number((value(number) * 1e12).round() / 1e12)).collect()
                        }
                        _ => return refuse("the range does not rise, or is not of numbers"),
                    },
                }
            }
        };
        let values: Vec<Setting> = values;
        if values.contains(&Setting::Word(String::new())) {
            return refuse("a value is empty");
        }
        if values.len() > VALUES_MAX {
            return refuse("there are more than ten thousand values");
        }
        Ok(Self { path, values })
    }
}

impl Vary {
    /// The place, as written.
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    /// How many values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Never.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One of the values.
    ///
    /// # Panics
    ///
    /// When there are not so many.
    pub fn value(&self, place: usize) -> &Setting {
        &self.values[place]
    }

    /// Writes one of the values into a scenario document.
    ///
    /// # Errors
    ///
    /// When the place is not there, or several are meant.
    pub(crate) fn write(&self, document: &mut DocumentMut, place: usize) -> Result<(), VaryError> {
        let value = self.values[place].as_toml();
        if let [group, last] = &*self.path
            && last == "agents"
            && document.get(group).is_none()
        {
            return self.set_agents(document, group, value);
        }
        set(document.as_item_mut(), &self.path, value).map_err(|why| self.refuse(&why))
    }

    fn refuse(&self, why: &str) -> VaryError {
        VaryError::new(format!("`{}`: {why}", self.name()))
    }

    /// `GROUP.agents` or `QUEUE.agents`: how many agents a group has, and its shift if there is only one.
    fn set_agents(&self, document: &mut DocumentMut, name: &str, value: Value) -> Result<(), VaryError> {
        let text = |item: Option<&Item>| item.and_then(Item::as_str).map(str::to_owned);
        let users = document.get("policy").and_then(|policy| policy.get("users"));
        let groups: Vec<String> = (0..)
            .map_while(|place: usize| users?.get(place))
            .filter(|user| {
                let is_group = text(user.get("name")).as_deref() == Some(name);
                let queues = user.get("queues").and_then(Item::as_array);
                let serves = queues.is_some_and(|queues| queues.iter().any(|queue| queue.as_str() == Some(name)));
                let agent = user
                    .get("roles")
                    .and_then(Item::as_array)
                    .is_none_or(|roles| roles.iter().any(|role| role.as_str() == Some("agent")));
                is_group || (serves && agent)
            })
            .filter_map(|user| text(user.get("name")))
            .collect();
        let [group] = &*groups else {
            let why = if groups.is_empty() {
                "there is no such group and no such queue".to_owned()
            } else {
                format!("several groups are in this queue, expected one of them: {}", groups.join(", "))
            };
            return Err(self.refuse(&why));
        };
        let path = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        let root = document.as_item_mut();
        set(root, &path(&["policy", "users", group, "count"]), value.clone()).map_err(|why| self.refuse(&why))?;
        let staff = root.get("staff");
        let entries: Vec<usize> = (0..)
            .map_while(|place: usize| staff?.get(place))
            .enumerate()
            .filter(|(_, entry)| text(entry.get("group")).as_deref() == Some(group))
            .map(|(place, _)| place)
            .collect();
        let shifts = |place: usize| {
            let shifts = staff.and_then(|staff| staff.get(place)).and_then(|entry| entry.get("shifts"));
            (0..).map_while(|number: usize| shifts?.get(number)).filter(|shift| shift.get("agents").is_some()).count()
        };
        let given: usize = entries.iter().map(|place| shifts(*place)).sum();
        match (&*entries, given) {
            (_, 0) => Ok(()),
            ([place], 1) => {
                let places = path(&["staff", &place.to_string(), "shifts", "0", "agents"]);
                set(root, &places, value).map_err(|why| self.refuse(&why))
            }
            _ => Err(self.refuse(&format!(
                "group `{group}` has several shifts, expected one of them, such as `staff.{}.shifts.0.agents`",
                entries.first().copied().unwrap_or_default()
            ))),
        }
    }
}

/// Writes a value at a place of a document.
fn set(root: &mut Item, path: &[String], value: Value) -> Result<(), String> {
    let [part, rest @ ..] = path else { return Err("it names no place".to_owned()) };
    if let Some(array) = root.as_array_of_tables_mut() {
        let names: Vec<Option<&str>> =
            array.iter().map(|entry| NAMES.iter().find_map(|key| entry.get(key).and_then(Item::as_str))).collect();
        let place = entry(part, &names)?;
        let table = array.get_mut(place).ok_or("there is no such entry")?;
        let mut item = Item::Table(table.clone());
        set(&mut item, rest, value)?;
        if let Item::Table(changed) = item {
            *table = changed;
        }
        return Ok(());
    }
    if let Some(Value::Array(array)) = root.as_value_mut() {
        let names: Vec<Option<&str>> = array
            .iter()
            .map(|entry| {
                let table = entry.as_inline_table();
                NAMES.iter().find_map(|key| table.and_then(|table| table.get(key)).and_then(Value::as_str))
            })
            .collect();
        let place = entry(part, &names)?;
        let found = array.get_mut(place).ok_or("there is no such entry")?;
        let mut item = Item::Value(found.clone());
        if rest.is_empty() {
            item = Item::Value(value);
        } else {
            set(&mut item, rest, value)?;
        }
        if let Ok(changed) = item.into_value() {
            *found = changed;
        }
        return Ok(());
    }
    let Some(table) = root.as_table_like_mut() else {
        return Err(format!("there is nothing below it that could be called `{part}`"));
    };
    if rest.is_empty() {
        table.insert(part, Item::Value(value));
        return Ok(());
    }
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    match table.get_mut(part) {
        Some(below) => set(below, rest, value),
        None => Err(format!("there is no `{part}` here, expected one of: {}", keys.join(", "))),
    }
}

/// The entry of a list that is meant, by its number or its name.
fn entry(part: &str, names: &[Option<&str>]) -> Result<usize, String> {
    if let Ok(place) = part.parse::<usize>() {
        if place < names.len() {
            return Ok(place);
        }
        return Err(format!("there are {} entries, counted from 0, and no `{place}`", names.len()));
    }
    let mut found = (0..names.len()).filter(|place| names[*place] == Some(part));
    match (found.next(), found.next()) {
        (Some(place), None) => Ok(place),
        (Some(place), Some(_)) => {
            Err(format!("several entries are called `{part}`, expected a number such as {place}"))
        }
        (None, _) => {
            let known: Vec<&str> = names.iter().copied().flatten().collect();
            Err(format!("there is no entry `{part}`, expected one of: {}", known.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Setting, Vary};
    use toml_edit::DocumentMut;

    const SCENARIO: &str = r#"
        to = "18:00"
        [policy]
        preset = "current"
        users = [{ name = "phone", count = 3, queues = ["calls"] }, { name = "sue", roles = ["supervisor"], queues = ["calls"] }]
        [[arrivals]]
        workstream = "phone"
        handling.exponential = { mean_s = 300 }
        [[staff]]
        group = "phone"
        shifts = [{ from = "08:00", to = "18:00", agents = 3 }]
    "#;

    fn values(text: &str) -> Vec<String> {
        let vary: Vary = text.parse().expect("a parameter");
        (0..vary.len()).map(|place| vary.value(place).to_string()).collect()
    }

    #[test]
    fn ranges_and_lists_are_read() {
        assert_eq!(values("a=3..5"), ["3", "4", "5"]);
        assert_eq!(values("a=10..20:5"), ["10", "15", "20"]);
        assert_eq!(values("a=0.1..0.3:0.1"), ["0.1", "0.2", "0.3"]);
        assert_eq!(values("a=seed, current"), ["seed", "current"]);
        assert_eq!("a=true".parse::<Vary>().expect("a parameter").value(0), &Setting::Flag(true));
        for wrong in ["a", "a=5..3", "a=x..y", "a=", "a..b=1", "a=1..2:0"] {
            let error = wrong.parse::<Vary>().expect_err(wrong).to_string();
            assert!(error.contains("expected a place in the scenario"), "{error}");
        }
    }

    fn written(text: &str) -> Result<DocumentMut, String> {
        let mut document: DocumentMut = SCENARIO.parse().expect("TOML");
        let vary: Vary = text.parse().expect("a parameter");
        vary.write(&mut document, 0).map_err(|error| error.to_string())?;
        Ok(document)
    }

    #[test]
    fn a_value_is_written_at_its_place() {
        let document = written("arrivals.phone.handling.exponential.mean_s=240").expect("there is one");
        assert_eq!(document["arrivals"][0]["handling"]["exponential"]["mean_s"].as_integer(), Some(240), "{document}");
        let document = written("policy.preset=seed").expect("there is one");
        assert_eq!(document["policy"]["preset"].as_str(), Some("seed"));
        // Both names of the group's size change, by the group and by the queue.
        for name in ["phone", "calls"] {
            let document = written(&format!("{name}.agents=7")).expect("there is one");
            assert_eq!(document["policy"]["users"][0]["count"].as_integer(), Some(7));
            assert_eq!(document["staff"][0]["shifts"][0]["agents"].as_integer(), Some(7));
        }
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let error = written("arrivals.fax.per_hour=3").expect_err("no fax");
        assert!(error.contains("no entry `fax`, expected one of: phone"), "{error}");
        let error = written("arivals.phone.per_hour=3").expect_err("a slip");
        assert!(error.contains("no `arivals` here, expected one of: to, policy, arrivals, staff"), "{error}");
        let error = written("arrivals.4.per_hour=3").expect_err("too far");
        assert!(error.contains("there are 1 entries, counted from 0"), "{error}");
        let error = written("fax.agents=3").expect_err("no fax");
        assert!(error.contains("no such group and no such queue"), "{error}");
    }
}
