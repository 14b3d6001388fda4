//! Murphi, for rumur.

use std::ops::Range;

use super::sheet::{Change, Row, Sheet};

/// Writes everything.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut text = String::new();
    head(&mut text, sheet);
    situations(&mut text, sheet);
    line!(text, "const PLACES: {};", sheet.places);
    line!(text, "type surroundings: 0..{};", sheet.people.len().max(2) - 1);
    line!(text, "  conversation: 0..{};", sheet.locals.len().max(1));
    line!(text, "  place: 0..PLACES - 1;");
    line!(text, "  move: 0..{};", sheet.moves.len());
    line!(text);
    line!(text, "var people: surroundings;");
    line!(text, "  c: array[place] of conversation;");
    line!(text);
    lookups(&mut text, sheet);
    text.push_str(ORDER);
    moves(&mut text, sheet);
    rules(&mut text, sheet);
    text
}

fn head(text: &mut String, sheet: &Sheet) {
    line!(text, "-- {}.", sheet.title);
    line!(text, "--");
    line!(
        text,
        "-- What one conversation, the people, arrivals and the router may do in each situation, as the rules answered."
    );
    line!(
        text,
        "-- A state is the number of the surroundings and those of the conversations, oldest first; 0 is nobody."
    );
    line!(text, "--");
    line!(
        text,
        "--     rumur --deadlock-detection off --symmetry-reduction off --threads 1 --output center.c center.m"
    );
    line!(text, "--     gcc -O1 -march=native -mcx16 -o center center.c -lpthread -latomic && ./center");
    line!(text, "--");
    let (states, steps) = (sheet.states, sheet.steps);
    match sheet.broken().is_empty() {
        true => line!(text, "-- must tell {states} states and {steps} rules fired."),
        false => line!(text, "-- must tell what is violated; of {states} states and {steps} steps."),
    }
    line!(text);
}

fn situations(text: &mut String, sheet: &Sheet) {
    line!(text, "-- The surroundings:");
    for (number, words) in sheet.people.iter().enumerate() {
        line!(text, "--   {number}: {words}");
    }
    line!(text, "-- The conversations:");
    for (number, local) in (1..).zip(&sheet.locals) {
        line!(text, "--   {number}: {}", local.words);
    }
    line!(text);
}

/// Decides between numbers by halves: `name` is compared, and `leaf` says what is done with each number.
fn halves(
    text: &mut String,
    name: &str,
    numbers: Range<usize>,
    depth: usize,
    leaf: &mut dyn FnMut(&mut String, usize),
) {
    let indent = "  ".repeat(depth);
    if numbers.len() <= 1 {
        if numbers.len() == 1 {
            text.push_str(&indent);
            leaf(text, numbers.start);
            line!(text);
        }
        return;
    }
    let middle = usize::midpoint(numbers.start, numbers.end);
    line!(text, "{indent}if {name} < {middle} then");
    halves(text, name, numbers.start..middle, depth + 1, leaf);
    line!(text, "{indent}else");
    halves(text, name, middle..numbers.end, depth + 1, leaf);
    line!(text, "{indent}end;");
}

/// A function from a number.
fn function(text: &mut String, name: &str, of: &str, result: &str, values: &[i64]) {
    line!(text, "function {name}(x: {of}): {result};");
    line!(text, "begin");
    halves(text, "x", 0..values.len(), 1, &mut |text, at| text.push_str(&format!("return {};", values[at])));
    line!(text, "end;");
    line!(text);
}

/// A function from surroundings and a conversation to a row.
fn by_conversation(text: &mut String, sheet: &Sheet, name: &str, first: usize, rows: &[Row<(u32, u16)>]) {
    line!(text, "function {name}(p: surroundings; x: conversation): row;");
    line!(text, "begin");
    halves(text, "p", 0..sheet.people.len(), 1, &mut |text, people| {
        let start = rows.partition_point(|row| (row.key.0 as usize) < people);
        let of: Vec<u16> =
            rows[start..].iter().take_while(|row| row.key.0 as usize == people).map(|row| row.key.1).collect();
        sparse(text, "x", &of, &|at| format!("return {};", first + start + at));
    });
    line!(text, "  return NONE;");
    line!(text, "end;");
    line!(text);
}

/// As [`halves`], between the numbers of a sorted list; everything on one line.
fn sparse(text: &mut String, name: &str, of: &[u16], leaf: &dyn Fn(usize) -> String) {
    fn part(text: &mut String, name: &str, of: &[u16], at: Range<usize>, leaf: &dyn Fn(usize) -> String) {
        match at.len() {
            0 => {}
            1 => text.push_str(&format!("if {name} = {} then {} end; ", of[at.start], leaf(at.start))),
            _ => {
                let middle = usize::midpoint(at.start, at.end);
                text.push_str(&format!("if {name} < {} then ", of[middle]));
                part(text, name, of, at.start..middle, leaf);
                text.push_str("else ");
                part(text, name, of, middle..at.end, leaf);
                text.push_str("end; ");
            }
        }
    }
    part(text, name, of, 0..of.len(), leaf);
}

fn lookups(text: &mut String, sheet: &Sheet) {
    let rows = sheet.every_row();
    line!(text, "const NONE: {};", rows.len());
    line!(text, "type row: 0..NONE;");
    line!(text);
    line!(text, "-- Of conversations: which go before which (a smaller rank does), and which are open.");
    let ranks: Vec<i64> = std::iter::once(0).chain(sheet.locals.iter().map(|local| i64::from(local.rank))).collect();
    function(text, "rank", "conversation", &format!("0..{}", sheet.locals.len().max(1)), &ranks);
    let open = sheet.locals.iter().map(|local| i64::from(local.stage == switchboard::Stage::Open));
    function(text, "is_open", "conversation", "0..1", &std::iter::once(0).chain(open).collect::<Vec<_>>());
    line!(text, "-- The rows: where the moves of each begin, and how many there are.");
    let mut first: Vec<i64> = rows.iter().map(|row| row.start as i64).collect();
    let mut count: Vec<i64> = rows.iter().map(|row| row.len() as i64).collect();
    first.push(sheet.moves.len() as i64);
    count.push(0);
    function(text, "first", "row", "move", &first);
    function(text, "count", "row", &format!("0..{}", sheet.widest()), &count);
    line!(text, "-- The rows of conversations and of people, by surroundings and conversation.");
    by_conversation(text, sheet, "of_conversation", 0, &sheet.conversations);
    let people = sheet.conversations.len();
    by_conversation(text, sheet, "of_people", people, &sheet.people_rows);
    line!(text, "-- The rows of arrivals, by surroundings.");
    let arrivals = people + sheet.people_rows.len();
    let row_of = |number: usize| {
        let at = sheet.arrivals.binary_search_by_key(&(number as u32), |row| row.key);
        at.map_or(rows.len(), |at| arrivals + at) as i64
    };
    let arrival_rows: Vec<i64> = (0..sheet.people.len()).map(row_of).collect();
    function(text, "of_arrivals", "surroundings", "row", &arrival_rows);
    routes(text, sheet, arrivals + sheet.arrivals.len());
}

/// The router's rows, by surroundings and open conversations: from node to node of a tree.
fn routes(text: &mut String, sheet: &Sheet, first: usize) {
    let tree = sheet.tree();
    let end = tree.nodes.len();
    line!(text, "-- The router's rows: from the surroundings one open conversation after the other leads on.");
    line!(text, "function lead(node: 0..{end}; x: conversation): 0..{end};");
    line!(text, "begin");
    halves(text, "node", 0..end, 1, &mut |text, node| {
        let node = &tree.nodes[node];
        let codes: Vec<u16> = node.leads.keys().copied().collect();
        sparse(text, "x", &codes, &|at| format!("return {};", node.leads[&codes[at]]));
    });
    line!(text, "  return {end};");
    line!(text, "end;");
    line!(text);
    let none = sheet.every_row().len() as i64;
    let mut row: Vec<i64> = tree.nodes.iter().map(|node| node.row.map_or(none, |row| (first + row) as i64)).collect();
    row.push(none);
    function(text, "row_at", &format!("0..{end}"), "row", &row);
    line!(text, "function of_routes(): row;");
    line!(text, "var node: 0..{end};");
    text.push_str(
        "begin
  node := people;
  for p: place do
    if c[p] != 0 & is_open(c[p]) = 1 then node := lead(node, c[p]); end;
  end;
  return row_at(node);
end;

",
    );
}

/// The order of conversations: what is done to places.
const ORDER: &str = "-- The place of an open conversation, counted from the oldest.
function open_place(which: 0..PLACES): place;
var left: 0..PLACES;
begin
  left := which;
  for p: place do
    if c[p] != 0 & is_open(c[p]) = 1 then
      if left = 0 then return p; end;
      left := left - 1;
    end;
  end;
  error \"the router moves a conversation that is not open\";
end;

procedure take_out(at: 0..PLACES);
begin
  for p: place do
    if p >= at & p < PLACES - 1 then c[p] := c[p + 1]; end;
  end;
  c[PLACES - 1] := 0;
end;

procedure put_in(x: conversation);
var at: 0..PLACES; p: 0..PLACES;
begin
  at := 0;
  while at < PLACES & c[at] != 0 & rank(c[at]) <= rank(x) do at := at + 1; end;
  p := PLACES - 1;
  while p > at do c[p] := c[p - 1]; p := p - 1; end;
  c[at] := x;
end;

";

fn moves(text: &mut String, sheet: &Sheet) {
    line!(
        text,
        "-- Every move, of the conversation at a place: the surroundings afterwards; what becomes of the place (0 everything"
    );
    line!(
        text,
        "-- stays, 1 it becomes another, 2 it is taken out and put where it belongs by rank); the conversation afterwards, 0"
    );
    line!(
        text,
        "-- where nothing is left; the router's: which of the open conversations it is, counted from the oldest."
    );
    line!(text, "procedure make(m: move; at: 0..PLACES);");
    line!(text, "var change: 0..2; x: conversation; p: 0..PLACES;");
    line!(text, "begin");
    line!(text, "  change := 0; x := 0; p := at;");
    let routes = sheet.routes.first().map_or(sheet.moves.len(), |row| row.moves.start);
    halves(text, "m", 0..sheet.moves.len(), 1, &mut |text, at| {
        let entry = sheet.moves[at];
        for family in crate::families::Family::ALL {
            if entry.broken & family.violated() != 0 {
                text.push_str(&format!("error \"{family} is violated: {}\"; ", family.sentence()));
            }
        }
        let change = entry.change.number();
        match entry.change {
            Change::Keep => {}
            Change::Replace | Change::Reorder if at >= routes => {
                text.push_str(&format!("change := {change}; x := {}; p := {}; ", entry.code, entry.which));
            }
            Change::Replace | Change::Reorder => text.push_str(&format!("change := {change}; x := {}; ", entry.code)),
        }
        text.push_str(&format!("people := {}; -- {}", entry.people, sheet.actions[usize::from(entry.action)].1));
    });
    line!(text, "  if m >= {routes} & change != 0 then p := open_place(p); end;");
    text.push_str(
        "  if change = 1 then c[p] := x; end;
  if change = 2 then
    take_out(p);
    if x != 0 then put_in(x); end;
  end;
end;

",
    );
}

fn rules(text: &mut String, sheet: &Sheet) {
    line!(text, "startstate \"nothing has happened yet\"");
    line!(text, "begin");
    line!(text, "  people := 0;");
    line!(text, "  for p: place do c[p] := 0; end;");
    line!(text, "end;");
    line!(text);
    let of_people = if sheet.is_alone() { "of_people(people, c[0])" } else { "of_people(people, 0)" };
    line!(text, "ruleset n: 0..{} do", sheet.widest() - 1);
    line!(text, "  ruleset p: place do");
    line!(text, "    rule \"of a conversation\" c[p] != 0 & n < count(of_conversation(people, c[p])) ==>");
    line!(text, "    begin make(first(of_conversation(people, c[p])) + n, p); end;");
    line!(text, "  end;");
    line!(text, "  rule \"of people\" n < count({of_people}) ==>");
    line!(text, "  begin make(first({of_people}) + n, 0); end;");
    line!(text, "  rule \"of arrivals\" c[PLACES - 1] = 0 & n < count(of_arrivals(people)) ==>");
    line!(text, "  begin make(first(of_arrivals(people)) + n, PLACES); end;");
    line!(text, "  rule \"of the router\" n < count(of_routes()) ==>");
    line!(text, "  begin make(first(of_routes()) + n, 0); end;");
    line!(text, "end;");
    for account in &sheet.accounts {
        let (agent, of) = (account.agent, account.of);
        line!(text);
        let most = |numbers: &[i32]| numbers.iter().map(|number| number.unsigned_abs()).max().unwrap_or(0);
        let most = most(&account.told).max(most(&account.owed));
        let range = format!("-{most}..{most}");
        let told: Vec<i64> = account.told.iter().map(|amount| i64::from(*amount)).collect();
        let owed: Vec<i64> = account.owed.iter().map(|amount| i64::from(*amount)).collect();
        function(text, &format!("{of}_told_{agent}"), "surroundings", &range, &told);
        function(text, &format!("{of}_owed_{agent}"), "conversation", &range, &owed);
        let sum: Vec<String> = (0..sheet.places).map(|place| format!("{of}_owed_{agent}(c[{place}])")).collect();
        line!(text, "invariant \"K2: the ledger of {} tells what conversations owe ({of})\"", sheet.agents[agent]);
        line!(text, "  {of}_told_{agent}(people) = {};", sum.join(" + "));
    }
}
