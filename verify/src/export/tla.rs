//! TLA+, for TLC.

use super::sheet::{Row, Sheet};

/// Writes everything.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut text = String::new();
    head(&mut text, sheet);
    tables(&mut text, sheet);
    order(&mut text, sheet);
    text
}

fn head(text: &mut String, sheet: &Sheet) {
    line!(text, "------------------------------- MODULE Center -------------------------------");
    line!(text, "\\* {}.", sheet.title);
    line!(text, "\\*");
    line!(
        text,
        "\\* What one conversation, the people, arrivals and the router may do in each situation, as the rules answered."
    );
    line!(text, "\\* A state is the number of the surroundings and those of the conversations, oldest first.");
    line!(text, "\\*");
    line!(text, "\\* With a Center.cfg that says");
    line!(text, "\\*     INIT Init");
    line!(text, "\\*     NEXT Next");
    line!(text, "\\*     INVARIANT Holds");
    line!(text, "\\*     CHECK_DEADLOCK FALSE");
    match sheet.broken().is_empty() {
        true => line!(text, "\\* a checker must tell {} distinct states.", sheet.states),
        false => line!(
            text,
            "\\* a checker must tell what is violated; without the assertion, {} distinct states.",
            sheet.states
        ),
    }
    line!(text, "\\*");
    line!(text, "\\* The surroundings:");
    for (number, words) in sheet.people.iter().enumerate() {
        line!(text, "\\*   {number}: {words}");
    }
    line!(text, "\\* The conversations:");
    for (number, local) in (1..).zip(&sheet.locals) {
        line!(text, "\\*   {number}: {}", local.words);
    }
    line!(text);
    line!(text, "EXTENDS Integers, Sequences{}", if sheet.broken().is_empty() { "" } else { ", TLC" });
    line!(text);
    line!(text, "VARIABLES");
    line!(text, "  people,        \\* the surroundings");
    line!(text, "  conversations  \\* those alive, oldest first, then the closed of which something is left");
    line!(text);
    line!(text, "vars == <<people, conversations>>");
    line!(text);
}

/// A tuple of values, one on a line.
fn tuple(text: &mut String, name: &str, values: impl Iterator<Item = String>) {
    let values: Vec<String> = values.collect();
    line!(text, "{name} == <<\n  {} >>", values.join(",\n  "));
    line!(text);
}

/// For each of the surroundings, the set of conversations with the first and the last of their moves.
fn by_conversation(text: &mut String, sheet: &Sheet, name: &str, rows: &[Row<(u32, u16)>]) {
    tuple(
        text,
        name,
        (0..sheet.people.len() as u32).map(|people| {
            let of = rows.iter().filter(|row| row.key.0 == people && !row.moves.is_empty());
            let words = of.map(|row| format!("<<{}, {}, {}>>", row.key.1, row.moves.start + 1, row.moves.end));
            format!("{{{}}}", words.collect::<Vec<_>>().join(", "))
        }),
    );
}

fn tables(text: &mut String, sheet: &Sheet) {
    line!(text, "\\* Of conversations: those with a smaller rank go before the others.");
    tuple(text, "Rank", sheet.locals.iter().map(|local| local.rank.to_string()));
    let open: Vec<String> = (1..)
        .zip(&sheet.locals)
        .filter(|(_, local)| local.stage == switchboard::Stage::Open)
        .map(|(code, _): (usize, _)| code.to_string())
        .collect();
    line!(text, "Open == {{{}}}", open.join(", "));
    line!(text);
    line!(
        text,
        "\\* Every move: the surroundings afterwards; what becomes of the place (0 everything stays, 1 it becomes another,"
    );
    line!(
        text,
        "\\* 2 it is taken out and put where it belongs); the conversation afterwards, 0 where nothing is left; which of the"
    );
    line!(text, "\\* open conversations it is, from 1, counted from the oldest; the families that it violates.");
    tuple(
        text,
        "Moves",
        sheet.moves.iter().zip(1..).map(|(entry, number): (_, usize)| {
            let families: Vec<String> = crate::families::Family::ALL
                .into_iter()
                .filter(|family| entry.broken & family.violated() != 0)
                .map(|family| format!("\"{family}\""))
                .collect();
            let words = &sheet.actions[usize::from(entry.action)].1;
            format!(
                "(* {number}: {words} *) <<{}, {}, {}, {}, {{{}}}>>",
                entry.people,
                entry.change.number(),
                entry.code,
                entry.which + 1,
                families.join(", ")
            )
        }),
    );
    line!(
        text,
        "\\* The rows of conversations, of people, of arrivals and of the router, by surroundings: what else they depend on, the"
    );
    line!(text, "\\* first move, the last.");
    by_conversation(text, sheet, "OfConversation", &sheet.conversations);
    by_conversation(text, sheet, "OfPeople", &sheet.people_rows);
    tuple(
        text,
        "OfArrivals",
        (0..sheet.people.len() as u32).map(|people| {
            let row = sheet.arrivals.binary_search_by_key(&people, |row| row.key);
            let words = row.ok().map(|at| &sheet.arrivals[at].moves).filter(|moves| !moves.is_empty());
            words.map_or_else(|| "{}".to_owned(), |moves| format!("{{<<{}, {}>>}}", moves.start + 1, moves.end))
        }),
    );
    tuple(
        text,
        "OfRoutes",
        (0..sheet.people.len() as u32).map(|people| {
            let of = sheet.routes.iter().filter(|row| row.key.0 == people && !row.moves.is_empty());
            let words = of.map(|row| {
                let open: Vec<String> = row.key.1.iter().map(u16::to_string).collect();
                format!("<<<<{}>>, {}, {}>>", open.join(", "), row.moves.start + 1, row.moves.end)
            });
            format!("{{{}}}", words.collect::<Vec<_>>().join(", "))
        }),
    );
}

fn order(text: &mut String, sheet: &Sheet) {
    line!(text, "Places == {}", sheet.places);
    text.push_str(
        "
TakeOut(s, at) == SubSeq(s, 1, at - 1) \\o SubSeq(s, at + 1, Len(s))

\\* After all at the front whose rank is not greater.
PutIn(s, x) ==
  LET front == CHOOSE n \\in 0..Len(s) :
                 /\\ \\A i \\in 1..n : Rank[s[i]] <= Rank[x]
                 /\\ n < Len(s) => Rank[s[n + 1]] > Rank[x]
  IN SubSeq(s, 1, front) \\o <<x>> \\o SubSeq(s, front + 1, Len(s))

Reordered(s, at, x) ==
  LET left == IF at > Len(s) THEN s ELSE TakeOut(s, at)
  IN IF x = 0 THEN left ELSE PutIn(left, x)

Make(m, at) ==
  /\\ people' = Moves[m][1]
  /\\ conversations' = IF Moves[m][2] = 0 THEN conversations
                      ELSE IF Moves[m][2] = 1 THEN [conversations EXCEPT ![at] = Moves[m][3]]
                      ELSE Reordered(conversations, at, Moves[m][3])
",
    );
    if !sheet.broken().is_empty() {
        line!(text, "  /\\ Assert(Moves[m][5] = {{}}, Moves[m][5])");
    }
    text.push_str(
        "
IsOpen(x) == x \\in Open
OpenNow == SelectSeq(conversations, IsOpen)

\\* The place of an open conversation, counted from the oldest.
OpenPlace(which) ==
  CHOOSE at \\in 1..Len(conversations) :
    /\\ IsOpen(conversations[at])
    /\\ Len(SelectSeq(SubSeq(conversations, 1, at), IsOpen)) = which

ConversationMoves ==
  \\E at \\in 1..Len(conversations) : \\E row \\in OfConversation[people + 1] :
    row[1] = conversations[at] /\\ \\E m \\in row[2]..row[3] : Make(m, at)

",
    );
    let only = match sheet.is_alone() {
        true => "(IF Len(conversations) = 0 THEN 0 ELSE conversations[1])",
        false => "0",
    };
    line!(text, "PeopleMoves ==");
    line!(text, "  \\E row \\in OfPeople[people + 1] : row[1] = {only} /\\ \\E m \\in row[2]..row[3] : Make(m, 1)");
    text.push_str(
        "
Arrivals ==
  /\\ Len(conversations) < Places
  /\\ \\E row \\in OfArrivals[people + 1] : \\E m \\in row[1]..row[2] : Make(m, Len(conversations) + 1)

RouterMoves ==
  \\E row \\in OfRoutes[people + 1] :
    /\\ row[1] = OpenNow
    /\\ \\E m \\in row[2]..row[3] : IF Moves[m][2] = 0 THEN Make(m, 1) ELSE Make(m, OpenPlace(Moves[m][4]))

Init == people = 0 /\\ conversations = <<>>
Next == ConversationMoves \\/ PeopleMoves \\/ Arrivals \\/ RouterMoves
Spec == Init /\\ [][Next]_vars

",
    );
    if !sheet.accounts.is_empty() {
        line!(text, "\\* K2: what the ledger tells of an agent is what conversations owe.");
    }
    for account in &sheet.accounts {
        let (agent, of) = (account.agent, account.of);
        tuple(text, &format!("Told_{of}_{agent}"), account.told.iter().map(i32::to_string));
        tuple(text, &format!("Owed_{of}_{agent}"), account.owed[1..].iter().map(i32::to_string));
    }
    line!(text, "RECURSIVE Sum(_, _)");
    line!(text, "Sum(owed, s) == IF s = <<>> THEN 0 ELSE owed[Head(s)] + Sum(owed, Tail(s))");
    line!(text);
    line!(text, "Holds ==");
    line!(text, "  /\\ people >= 0");
    for account in &sheet.accounts {
        let (agent, of) = (account.agent, account.of);
        line!(text, "  /\\ Told_{of}_{agent}[people + 1] = Sum(Owed_{of}_{agent}, conversations)");
    }
    line!(text, "=============================================================================");
}
