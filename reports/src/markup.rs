//! Text that becomes part of SVG or HTML.

/// The text with every character replaced that markup would read as its own.
pub(crate) fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            // Control characters are not allowed in XML, not even escaped.
            control if control.is_control() && control != '\n' => written.push(' '),
            other => written.push(other),
        }
    }
    written
}

#[cfg(test)]
pub(crate) mod tests {
    use super::escaped;

    /// The first thing wrong with a piece of XML: a tag left open, an attribute without quotes, a
    /// bare `&`. None when it is well formed as far as our own output can go wrong.
    pub(crate) fn first_fault(markup: &str) -> Option<String> {
        const VOID_ELEMENTS: [&str; 3] = ["meta", "link", "br"];
        let mut open: Vec<&str> = Vec::new();
        let mut rest = markup;
        while let Some(start) = rest.find('<') {
            if let Some(fault) = fault_of_text(&rest[..start]) {
                return Some(fault);
            }
            let Some(end) = rest[start..].find('>') else {
                return Some(format!("tag without an end: {}", &rest[start..]));
            };
            let tag = &rest[start + 1..start + end];
            rest = &rest[start + end + 1..];
            if tag.starts_with('!') {
                continue;
            }
            if let Some(name) = tag.strip_prefix('/') {
                if open.pop() != Some(name) {
                    return Some(format!("`</{name}>` closes nothing"));
                }
                continue;
            }
            let body = tag.strip_suffix('/').unwrap_or(tag);
            let (name, attributes) = body.split_once(' ').unwrap_or((body, ""));
            if let Some(fault) = fault_of_attributes(attributes) {
                return Some(format!("in `<{tag}>`: {fault}"));
            }
            if name == "style" {
                let Some(length) = rest.find("</style>") else {
                    return Some("style without an end".to_owned());
                };
                rest = &rest[length + "</style>".len()..];
                continue;
            }
            if !tag.ends_with('/') && !VOID_ELEMENTS.contains(&name) {
                open.push(name);
            }
        }
        if let Some(fault) = fault_of_text(rest) {
            return Some(fault);
        }
        open.pop().map(|name| format!("`<{name}>` is never closed"))
    }

    fn fault_of_attributes(attributes: &str) -> Option<String> {
        let mut names = Vec::new();
        let mut rest = attributes.trim();
        while !rest.is_empty() {
            let Some((name, after)) = rest.split_once("=\"") else {
                return Some(format!("no quoted value in `{rest}`"));
            };
            let Some((value, after)) = after.split_once('"') else {
                return Some(format!("value without an end in `{rest}`"));
            };
            if names.contains(&name) {
                return Some(format!("`{name}` twice"));
            }
            names.push(name);
            if let Some(fault) = fault_of_text(value) {
                return Some(fault);
            }
            rest = after.trim();
        }
        None
    }

    fn fault_of_text(text: &str) -> Option<String> {
        const ENTITIES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        text.split('&')
            .skip(1)
            .find(|after| !["apos;"].iter().chain(&ENTITIES).any(|e| after.starts_with(e)))
            .map(|after| format!("bare `&` before `{after}`"))
    }

    #[test]
    fn what_markup_would_read_is_escaped() {
        assert_eq!(escaped("<a href=\"x\">R&D's</a>\u{7}"), "&lt;a href=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/a&gt; ");
    }

    #[test]
    fn the_checker_finds_what_it_is_for() {
        for sound in ["<a><b/></a>", "<a x=\"1\" y=\"2\">t &amp; u</a>", "<meta charset=\"utf-8\">"] {
            assert_eq!(first_fault(sound), None);
        }
        for faulty in ["<a>", "<a></b>", "<a x=1/>", "<a x=\"1\" x=\"2\"/>", "a & b", "<a", "<a x=\"&\"/>"] {
            assert!(first_fault(faulty).is_some(), "{faulty}");
        }
    }
}
