//! CONV(A,K,C) in Promela: one process, one loop, every transition one `d_step`, so that the states are those of CONV.

use std::fmt::Write;

/// The model. Each option of the loop is a row of the table for one conversation and agent; the invariants are options
/// that are never possible while they hold, so they are judged once a state.
pub(crate) fn conv(agents: usize, conversations: usize, capacity: usize) -> String {
    let mut rows = Vec::new();
    let mut broken = Vec::new();
    let sum = |terms: Vec<String>| format!("({})", terms.join("+"));
    for k in 0..conversations {
        let (stage, owner, pending, forced) =
            (format!("st[{k}]"), format!("own[{k}]"), format!("pend[{k}]"), format!("ovr[{k}]"));
        let served = format!("({stage}==1||{stage}==2)");
        for a in 0..agents {
            let load = sum((0..conversations).map(|k| format!("(own[{k}]=={a})")).collect());
            rows.push((format!("({stage}==0 && pres[{a}] && {load}<{capacity})"), format!("{stage}=1; {owner}={a}")));
            rows.push((
                format!("({stage}==0 && pres[{a}] && {load}>={capacity})"),
                format!("{stage}=1; {owner}={a}; {forced}=1"),
            ));
            rows.push((
                format!("({served} && {pending}==NONE && {owner}!={a} && pres[{a}])"),
                format!("{pending}={a}"),
            ));
            rows.push((
                format!("({served} && {pending}=={a} && pres[{a}] && {load}<{capacity})"),
                format!("{stage}=1; {owner}={a}; {pending}=NONE; {forced}=0"),
            ));
            rows.push((
                format!("({served} && {owner}=={a} && !pres[{a}])"),
                format!("{stage}=0; {owner}=NONE; {pending}=NONE; {forced}=0"),
            ));
        }
        rows.push((format!("({stage}==1 && {pending}==NONE)"), format!("{stage}=2")));
        rows.push((format!("({stage}==2)"), format!("{stage}=1")));
        rows.push((format!("({served} && {pending}==NONE)"), format!("{stage}=3")));
        rows.push((format!("({stage}==3)"), format!("{stage}=4; {owner}=NONE; {forced}=0")));
        rows.push((format!("({pending}!=NONE)"), format!("{pending}=NONE")));
        rows.push((format!("({stage}!=4)"), format!("{stage}=4; {owner}=NONE; {pending}=NONE; {forced}=0")));
        rows.push((format!("({stage}==4)"), format!("{stage}=0")));
        broken.push(format!("(({owner}!=NONE) != ({stage}>=1 && {stage}<=3))"));
        broken.push(format!("({pending}!=NONE && ({pending}=={owner} || !{served}))"));
    }
    for a in 0..agents {
        rows.push(("(1)".to_owned(), format!("pres[{a}]=1-pres[{a}]")));
        let own = sum((0..conversations).map(|k| format!("(own[{k}]=={a} && !ovr[{k}])")).collect());
        broken.push(format!("({own}>{capacity})"));
    }
    rows.push((format!("({})", broken.join(" || ")), "assert(false)".to_owned()));

    let mut text = format!(
        "#define NONE 255\nbyte st[{conversations}]; byte own[{conversations}]; byte pend[{conversations}];\n\
         bit ovr[{conversations}]; bit pres[{agents}];\nactive proctype conv() {{\n  d_step {{"
    );
    for k in 0..conversations {
        let _ = write!(text, " own[{k}]=NONE; pend[{k}]=NONE;");
    }
    for a in 0..agents {
        let _ = write!(text, " pres[{a}]=1;");
    }
    text.push_str(" };\n  do\n");
    for (guard, effect) in rows {
        let _ = writeln!(text, "  :: d_step {{ {guard} -> {effect} }}");
    }
    text.push_str("  od\n}\n");
    text
}
