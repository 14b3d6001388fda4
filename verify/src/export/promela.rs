//! Promela, for SPIN.

use super::sheet::{Account, Row, Sheet};

/// Numbers on a line.
const LINE: usize = 16;

/// Writes everything.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut text = String::new();
    head(&mut text, sheet);
    situations(&mut text, sheet);
    tables(&mut text, sheet);
    operations(&mut text, sheet);
    center(&mut text, sheet);
    text
}

fn head(text: &mut String, sheet: &Sheet) {
    let depth = 3 * sheet.states + 100;
    line!(text, "/* {}.", sheet.title);
    line!(text, " *");
    line!(
        text,
        " * What one conversation, the people, arrivals and the router may do in each situation, as the rules answered."
    );
    line!(
        text,
        " * A state is the number of the surroundings and those of the conversations, oldest first; 0 is nobody."
    );
    line!(text, " *");
    line!(text, " *     spin -o2 -a center.pml");
    line!(text, " *     gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c");
    line!(text, " *     ./pan -m{depth} -c0");
    line!(text, " *");
    line!(
        text,
        " * must tell \"{} states, stored\"{}.",
        sheet.states,
        match sheet.broken().is_empty() {
            true => " and \"errors: 0\"",
            false => " and what is violated",
        }
    );
    line!(text, " * Nothing is stored between two moves: all variables but those two are zero again after each. */");
    line!(text);
    line!(text, "#define PLACES {}", sheet.places);
    line!(text);
}

fn situations(text: &mut String, sheet: &Sheet) {
    line!(text, "/* The surroundings:");
    for (number, words) in sheet.people.iter().enumerate() {
        line!(text, " *   {number}: {words}");
    }
    line!(text, " *");
    line!(text, " * The conversations:");
    for (number, local) in (1..).zip(&sheet.locals) {
        line!(text, " *   {number}: {}", local.words);
    }
    line!(text, " *");
    line!(text, " * The actions, told by the simulator only:");
    for (number, (_, words)) in sheet.actions.iter().enumerate() {
        if sheet.moves.iter().any(|entry| usize::from(entry.action) == number) {
            line!(text, " *   {number}: {words}");
        }
    }
    line!(text, " */");
    line!(text);
}

/// The smallest type with room for all.
fn room(greatest: usize) -> &'static str {
    match greatest {
        0..=255 => "byte",
        256..=32_767 => "short",
        _ => "int",
    }
}

/// A constant array: hidden, so no part of a state. Constants have no sign.
fn array(text: &mut String, name: &str, numbers: &[i64]) {
    let greatest = numbers.iter().copied().max().unwrap_or(0);
    line!(text, "hidden {} {name}[{}] = {{", room(greatest as usize), numbers.len());
    let lines: Vec<String> =
        numbers.chunks(LINE).map(|numbers| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")).collect();
    line!(text, "  {}\n}};", lines.join(",\n  "));
}

fn tables(text: &mut String, sheet: &Sheet) {
    let column = |value: &dyn Fn(usize) -> i64| (0..sheet.moves.len()).map(value).collect::<Vec<_>>();
    line!(text, "/* Of conversations: which go before which (a smaller rank does), and which are open. */");
    let ranks = sheet.locals.iter().map(|local| i64::from(local.rank));
    array(text, "rank", &std::iter::once(0).chain(ranks).collect::<Vec<_>>());
    let open = sheet.locals.iter().map(|local| i64::from(local.stage == switchboard::Stage::Open));
    array(text, "is_open", &std::iter::once(0).chain(open).collect::<Vec<_>>());
    line!(
        text,
        "/* The moves: the surroundings afterwards; what becomes of the place of the conversation (0 everything stays,"
    );
    line!(
        text,
        " * 1 it becomes another, 2 it is taken out and put where it belongs by rank); the conversation afterwards; which of"
    );
    line!(text, " * the open conversations it is, counted from the oldest; the action. */");
    array(text, "move_people", &column(&|at| i64::from(sheet.moves[at].people)));
    array(text, "move_change", &column(&|at| i64::from(sheet.moves[at].change.number())));
    array(text, "move_code", &column(&|at| i64::from(sheet.moves[at].code)));
    array(text, "move_which", &column(&|at| i64::from(sheet.moves[at].which)));
    array(text, "move_action", &column(&|at| i64::from(sheet.moves[at].action)));
    line!(text, "/* The rows: where the moves of each begin; they end where the next begins. */");
    let mut first: Vec<i64> = sheet.every_row().iter().map(|row| row.start as i64).collect();
    // One row more, for situations that never come to it: it has no moves.
    let none = first.len();
    first.extend([sheet.moves.len() as i64; 2]);
    array(text, "row_first", &first);
    let people = sheet.conversations.len();
    let arrivals = people + sheet.people_rows.len();
    let routes = arrivals + sheet.arrivals.len();
    line!(text, "/* The rows of arrivals, by surroundings. */");
    let row_of = |number: usize| {
        let at = sheet.arrivals.binary_search_by_key(&(number as u32), |row| row.key);
        at.map_or(none, |at| arrivals + at) as i64
    };
    array(text, "arrival_row", &(0..sheet.people.len()).map(row_of).collect::<Vec<_>>());
    line!(
        text,
        "/* The router's rows, as a tree: from the surroundings one open conversation after the other leads on. */"
    );
    let tree = sheet.tree();
    let keys = |rows: &[Row<(u32, u16)>]| rows.iter().map(|row| i64::from(row.key.1)).collect::<Vec<_>>();
    let mut code = keys(&sheet.conversations);
    code.extend(keys(&sheet.people_rows));
    let leads = code.len();
    let mut route_from = vec![code.len() as i64];
    let mut route_to = Vec::new();
    for node in &tree.nodes {
        code.extend(node.leads.keys().map(|code| i64::from(*code)));
        route_to.extend(node.leads.values().map(|to| *to as i64));
        route_from.push(code.len() as i64);
    }
    // An array is never empty.
    code.push(0);
    route_to.push(0);
    array(text, "route_from", &route_from);
    line!(text, "#define LEADS {leads}");
    array(text, "route_to", &route_to);
    let row = |node: &super::sheet::Node| node.row.map_or(none, |row| routes + row) as i64;
    array(text, "route_row", &tree.nodes.iter().map(row).collect::<Vec<_>>());
    line!(
        text,
        "/* The rows of conversations, and of people{}:",
        if sheet.is_alone() { " beside the only conversation" } else { "" }
    );
    line!(
        text,
        " * where those of the surroundings begin in the list of conversations below; they are the first rows. */"
    );
    let from = |rows: &[Row<(u32, u16)>], first: usize| {
        let from = |people| (first + rows.partition_point(|row| (row.key.0 as usize) < people)) as i64;
        (0..=sheet.people.len()).map(from).collect::<Vec<_>>()
    };
    array(text, "conversation_from", &from(&sheet.conversations, 0));
    array(text, "people_from", &from(&sheet.people_rows, people));
    line!(text, "/* The conversations of the rows, then those that lead on in the tree. */");
    array(text, "code_at", &code);
    for family in sheet.broken() {
        line!(text, "/* {family} is violated by these moves: {}. */", family.sentence());
        let name = format!("{}_is_violated_by", family.name().replace('-', "_"));
        array(text, &name, &column(&|at| i64::from(sheet.moves[at].broken & family.violated() != 0)));
    }
    if !sheet.accounts.is_empty() {
        line!(
            text,
            "/* K2, of every state: what conversations owe is what the ledger says. By agent: {}. */",
            sheet.agents.join(", ")
        );
    }
    for account in &sheet.accounts {
        let (agent, of, shift) = (account.agent, account.of, shift(account));
        let amounts = |amounts: &[i32], shift: i64| amounts.iter().map(|it| i64::from(*it) + shift).collect::<Vec<_>>();
        array(text, &format!("K2_{of}_told_{agent}"), &amounts(&account.told, shift));
        array(text, &format!("K2_{of}_owed_{agent}"), &amounts(&account.owed, shift));
    }
    line!(text);
}

/// What is added to the amounts, so that none is below zero.
fn shift(account: &Account) -> i64 {
    let least = account.told.iter().chain(&account.owed).copied().min().unwrap_or(0);
    -i64::from(least.min(0))
}

fn operations(text: &mut String, sheet: &Sheet) {
    line!(text, "/* The state. */");
    line!(text, "{} people;", room(sheet.people.len()));
    line!(text, "{} c[PLACES];", room(sheet.locals.len() + 1));
    line!(text);
    text.push_str(
        "/* Zero between two moves. */
bit routed; byte place; byte i; int low; int high; int middle; int row; int move;

/* Finds where a conversation stands between two places of a sorted array. */
inline find(begin, end, code) {
  low = begin; high = end;
  do
  :: high - low > 1 ->
     middle = (low + high) / 2;
     if
     :: code_at[middle] <= code -> low = middle
     :: else -> high = middle
     fi
  :: else -> break
  od
}

inline of_conversation(at) {
  place = at;
  find(conversation_from[people], conversation_from[people + 1], c[place]);
  row = low
}

inline of_people(code) {
  place = 0;
  find(people_from[people], people_from[people + 1], code);
  row = low
}

/* Whatever arrives stands behind all others until it is put where it belongs. */
inline of_arrivals() {
  place = PLACES;
  row = arrival_row[people]
}

inline of_routes() {
  place = 0; i = 0; row = people;
  do
  :: i < PLACES && c[i] != 0 ->
     if
     :: is_open[c[i]] ->
        find(route_from[row], route_from[row + 1], c[i]);
        row = route_to[low - LEADS]
     :: else
     fi;
     i++
  :: else -> break
  od;
  row = route_row[row];
  routed = 1
}

/* The place of the open conversation that the move is about. */
inline locate() {
  i = move_which[move]; place = 0;
  do
  :: !is_open[c[place]] -> place++
  :: is_open[c[place]] && i > 0 -> i--; place++
  :: else -> break
  od
}

inline take_out() {
  i = place;
  do
  :: i + 1 < PLACES -> c[i] = c[i + 1]; i++
  :: else -> break
  od;
  c[PLACES - 1] = 0
}

inline put_in(code) {
  place = 0;
  do
  :: place < PLACES && c[place] != 0 && rank[c[place]] <= rank[code] -> place++
  :: else -> break
  od;
  i = PLACES - 1;
  do
  :: i > place -> c[i] = c[i - 1]; i--
  :: else -> break
  od;
  c[place] = code
}

",
    );
    line!(text, "inline judge() {{");
    for family in sheet.broken() {
        line!(text, "  assert(!{}_is_violated_by[move]);", family.name().replace('-', "_"));
    }
    for account in &sheet.accounts {
        let (agent, of) = (account.agent, account.of);
        let owed: Vec<String> = (0..sheet.places).map(|place| format!("K2_{of}_owed_{agent}[c[{place}]]")).collect();
        let shift = match shift(account) * (sheet.places as i64 - 1) {
            0 => String::new(),
            shift => format!(" + {shift}"),
        };
        line!(text, "  assert(K2_{of}_told_{agent}[people]{shift} == {});", owed.join(" + "));
    }
    line!(text, "  skip");
    line!(text, "}}");
    line!(text);
}

fn center(text: &mut String, sheet: &Sheet) {
    let alone = if sheet.is_alone() { "c[0]" } else { "0" };
    line!(text, "active proctype center() {{");
    line!(text, "  do");
    line!(text, "  :: atomic {{");
    line!(text, "       if /* who moves */");
    for place in 0..sheet.places {
        line!(text, "       :: d_step {{ c[{place}] != 0 -> of_conversation({place}) }}");
    }
    line!(text, "       :: d_step {{ true -> of_people({alone}) }}");
    line!(text, "       :: d_step {{ c[PLACES - 1] == 0 -> of_arrivals() }}");
    line!(text, "       :: d_step {{ true -> of_routes() }}");
    line!(text, "       fi;");
    line!(text, "       if /* what */");
    for number in 0..sheet.widest() {
        line!(text, "       :: row_first[row] + {number} < row_first[row + 1] -> move = row_first[row] + {number}");
    }
    line!(text, "       :: else -> move = -1");
    line!(text, "       fi;");
    text.push_str(
        "       d_step {
         if
         :: move >= 0 ->
            printf(\"surroundings %d, action %d\\n\", people, move_action[move]);
            if
            :: routed && move_change[move] != 0 -> locate()
            :: else
            fi;
            if
            :: move_change[move] == 0
            :: move_change[move] == 1 -> c[place] = move_code[move]
            :: move_change[move] == 2 ->
               take_out();
               if
               :: move_code[move] != 0 -> put_in(move_code[move])
               :: else
               fi
            fi;
            people = move_people[move];
            judge()
         :: else
         fi;
         routed = 0; place = 0; i = 0; low = 0; high = 0; middle = 0; row = 0; move = 0
       }
     }
  od
}
",
    );
}
