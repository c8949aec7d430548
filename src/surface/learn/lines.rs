//! A line put into a file that a person has written, or may read: everything else of it stays as it is.

/// The text with `key: value` under these headings, the outermost first, in place of such a line that is there already.
///
/// # Errors
/// The heading whose lines stand in braces over several lines.
pub(super) fn with_line(
    text: &str,
    headings: &[&str],
    key: &str,
    value: &str,
) -> Result<String, String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut within = 0..lines.len();
    let mut depth = 0;
    for (at, heading) in headings.iter().enumerate() {
        let Some(line) = find(&lines, within.clone(), depth, heading) else {
            let missing = &headings[at..];
            let new = missing
                .iter()
                .enumerate()
                .map(|(more, heading)| format!("{}{heading}:", indent(at + more)));
            let mut new: Vec<String> = new.collect();
            new.push(format!("{}{key}: {value}", indent(headings.len())));
            let end = end_of(&lines, within);
            lines.splice(end..end, new);
            return Ok(joined(&lines));
        };
        let rest = after_colon(&lines[line]).to_owned();
        if !rest.is_empty() {
            let is_last = at + 1 == headings.len();
            let changed = is_last
                .then(|| in_braces(&lines[line], key, value))
                .flatten();
            lines[line] = changed.ok_or_else(|| (*heading).to_owned())?;
            return Ok(joined(&lines));
        }
        within = block(&lines, line);
        depth = lines[within.clone()]
            .iter()
            .find(|line| is_entry(line))
            .map_or(depth + 2, |line| spaces(line));
    }
    let new = format!("{}{key}: {value}", " ".repeat(depth));
    if let Some(line) = find(&lines, within.clone(), depth, key) {
        lines[line] = new;
    } else {
        let end = end_of(&lines, within);
        lines.insert(end, new);
    }
    Ok(joined(&lines))
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn joined(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn spaces(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// True for a line that says something.
fn is_entry(line: &str) -> bool {
    let text = line.trim();
    !text.is_empty() && !text.starts_with('#')
}

/// The line of a key at this depth.
fn find(
    lines: &[String],
    mut within: std::ops::Range<usize>,
    depth: usize,
    key: &str,
) -> Option<usize> {
    within.find(|line| {
        let line = &lines[*line];
        let text = line.trim_start();
        let after = text.strip_prefix(key).or_else(|| {
            let quoted = text.strip_prefix('"')?;
            quoted.strip_prefix(key)?.strip_prefix('"')
        });
        spaces(line) == depth && after.is_some_and(|after| after.starts_with(':'))
    })
}

/// What stands behind the first colon, without a comment.
fn after_colon(line: &str) -> &str {
    let rest = line.split_once(':').map_or("", |(_, rest)| rest);
    let rest = rest.split(" #").next().unwrap_or(rest);
    rest.trim()
}

/// The lines under a heading.
fn block(lines: &[String], heading: usize) -> std::ops::Range<usize> {
    let depth = spaces(&lines[heading]);
    let first = heading + 1;
    let is_out = |line: &String| is_entry(line) && spaces(line) <= depth;
    let length = lines[first..].iter().position(is_out);
    first..length.map_or(lines.len(), |length| first + length)
}

/// Behind the last line that says something.
fn end_of(lines: &[String], within: std::ops::Range<usize>) -> usize {
    let last = within.clone().rev().find(|line| is_entry(&lines[*line]));
    last.map_or(within.start, |last| last + 1)
}

/// The line with one more entry between its braces; none where it has none, or has the key already.
fn in_braces(line: &str, key: &str, value: &str) -> Option<String> {
    let (open, close) = (line.find('{')?, line.rfind('}')?);
    let inside = line.get(open + 1..close)?.trim();
    let is_there = |entry: &str| entry.trim().split(':').next() == Some(key);
    if inside.split(',').any(is_there) {
        return None;
    }
    let comma = if inside.is_empty() { "" } else { ", " };
    Some(format!(
        "{}{{ {inside}{comma}{key}: {value} }}{}",
        &line[..open],
        &line[close + 1..]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_where_it_belongs_and_everything_else_stays() {
        let text = "# mine\nheadroom: 1\nin:   # what it sends\n    a: { cc: 1 }   # first\n\n# end\nout:\n    a: { cc: 1 }\n";
        #[rustfmt::skip]
        let rows = [
            (text, &["in"][..], "b", "# mine\nheadroom: 1\nin:   # what it sends\n    a: { cc: 1 }   # first\n    b: V\n\n# end\nout:\n    a: { cc: 1 }\n"),
            (text, &["in"], "a", "# mine\nheadroom: 1\nin:   # what it sends\n    a: V\n\n# end\nout:\n    a: { cc: 1 }\n"),
            (text, &["keys"], "b", "# mine\nheadroom: 1\nin:   # what it sends\n    a: { cc: 1 }   # first\n\n# end\nout:\n    a: { cc: 1 }\nkeys:\n  b: V\n"),
            ("keys: { a: go }  # x\n", &["keys"], "b", "keys: { a: go, b: V }  # x\n"),
            ("keys: {}\n", &["keys"], "b", "keys: { b: V }\n"),
            ("pages:\n  Mix: { a: x }\n  Gate:\n    a: y\nkeys:\n", &["pages", "Gate"], "b", "pages:\n  Mix: { a: x }\n  Gate:\n    a: y\n    b: V\nkeys:\n"),
            ("pages:\n  Mix: { a: x }\n", &["pages", "Low cut"], "b", "pages:\n  Mix: { a: x }\n  Low cut:\n    b: V\n"),
            ("pages:\n  Mix: { a: x }\n", &["pages", "Mix"], "b", "pages:\n  Mix: { a: x, b: V }\n"),
            ("a: 1\n", &["pages", "Mix"], "b", "a: 1\npages:\n  Mix:\n    b: V\n"),
        ];
        for (text, headings, key, expected) in rows {
            assert_eq!(with_line(text, headings, key, "V").as_deref(), Ok(expected));
        }
        let twice = with_line("keys: { b: go }\n", &["keys"], "b", "V");
        assert_eq!(twice, Err("keys".to_owned()));
        let open = with_line("keys: {\n  b: go }\n", &["keys"], "c", "V");
        assert_eq!(open, Err("keys".to_owned()));
    }
}
