//! Reads Rust sources just well enough to hold rules about them: words and signs with their lines,
//! comments kept apart, literals blanked, test code marked.

use std::ops::Range;

/// A word, a sign or (as `"`) a piece of a literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub text: String,
    /// Counted from 1.
    pub line: usize,
    /// Within an item behind `#[cfg(test)]`.
    pub test: bool,
}

/// A source file.
#[derive(Debug)]
pub struct Source {
    /// Relative to the top of the repository, with `/`.
    pub path: String,
    pub tokens: Vec<Token>,
    /// Per line: what is code, literals blanked.
    code: Vec<String>,
    /// Per line: what is comment.
    comments: Vec<String>,
}

/// A function with a body.
#[derive(Debug)]
pub struct Function {
    pub name: String,
    pub line: usize,
    /// Positions of the tokens between its braces.
    pub body: Range<usize>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, comments) = separate(text);
        let mut tokens = tokens(&code);
        mark_tests(&mut tokens);
        Self {
            path: path.to_owned(),
            tokens,
            code: code.lines().map(str::to_owned).collect(),
            comments: comments.lines().map(str::to_owned).collect(),
        }
    }

    /// The module below `src/` that the file belongs to: `engine` for `src/engine/host.rs`.
    pub fn module(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let first = below.split('/').next().unwrap_or(below);
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// True when the tokens from `at` on are those of `pattern`, outside test code.
    pub fn is_at(&self, at: usize, pattern: &[Token]) -> bool {
        self.tokens[at..].len() >= pattern.len()
            && self.tokens[at..]
                .iter()
                .zip(pattern)
                .all(|(token, wanted)| !token.test && token.text == wanted.text)
    }

    /// Text of the token at `at`; empty behind the end.
    pub fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// Every function with a body, outer ones before the ones within them.
    pub fn functions(&self) -> Vec<Function> {
        (0..self.tokens.len())
            .filter(|&at| self.text(at) == "fn")
            .filter_map(|at| {
                let name = at + 1 + usize::from(self.text(at + 1) == "$");
                let open = head_end(&self.tokens, name).filter(|&end| self.text(end) == "{")?;
                is_word(self.text(name)).then(|| Function {
                    name: self.text(name).to_owned(),
                    line: self.tokens[at].line,
                    body: open + 1..closing(&self.tokens, open),
                })
            })
            .collect()
    }

    /// Lines that hold at least one of these tokens.
    pub fn lines<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> usize {
        let mut lines: Vec<_> = tokens.into_iter().map(|token| token.line).collect();
        lines.dedup();
        lines.len()
    }

    /// The comment that the file begins with.
    pub fn heading(&self) -> String {
        let lines = self.comments.iter().map(|line| line.trim());
        let heading = lines.take_while(|line| line.starts_with("//!"));
        heading.collect::<Vec<_>>().join("\n")
    }

    /// Lines of the file but those of items behind `#[cfg(test)]`.
    pub fn lines_without_tests(&self) -> usize {
        let runs = self.tokens.chunk_by(|a, b| a.test == b.test);
        let tests = runs.filter(|run| run[0].test);
        let lines = tests.map(|run| run[run.len() - 1].line - run[0].line + 1);
        self.code.len() - lines.sum::<usize>()
    }

    /// The comments on line `line` and above it, as far up as there are only comments, or code
    /// for which `passes` holds.
    pub fn comment_above(&self, line: usize, passes: impl Fn(&str) -> bool) -> String {
        let (mut top, mut text) = (line, String::new());
        while top > 1 {
            let (code, comment) = (self.code[top - 2].trim(), self.comments[top - 2].trim());
            if (code.is_empty() && comment.is_empty()) || (!code.is_empty() && !passes(code)) {
                break;
            }
            top -= 1;
        }
        for comment in &self.comments[top - 1..line] {
            text += comment;
            text += "\n";
        }
        text
    }

    /// Every path into this package outside test code, without its root: `a::b` for
    /// `use crate::a::{self, b}` gives `a` and `a::b`.
    pub fn package_paths(&self) -> Vec<(usize, Vec<String>)> {
        let mut paths = Vec::new();
        for at in 0..self.tokens.len() {
            if self.tokens[at].test || (at > 0 && self.text(at - 1) == "::") {
                continue;
            }
            let mut next = at;
            while self.text(next) == "super" && self.text(next + 1) == "::" {
                next += 2;
            }
            let escapes = next > at && (next - at) / 2 >= self.depth();
            let names_it = ["crate", "headroom"].contains(&self.text(at));
            if names_it && self.text(at + 1) == "::" {
                self.path_tree(at + 2, &[], &mut paths);
            } else if escapes {
                self.path_tree(next, &[], &mut paths);
            }
        }
        paths
    }

    /// Every path outside test code as it is written, `use` trees taken apart: of a name behind another.
    pub fn paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for at in 0..self.tokens.len() {
            let begins = self.text(at + 1) == "::" && (at == 0 || self.text(at - 1) != "::");
            // `pub(in path)` says who may see a name, and takes none.
            let is_visibility = at > 1 && self.text(at - 1) == "in" && self.text(at - 2) == "(";
            if begins && is_word(self.text(at)) && !is_visibility && !self.tokens[at].test {
                self.path_tree(at, &[], &mut paths);
            }
        }
        paths.into_iter().map(|(_, path)| path).collect()
    }

    /// The paths that the file hands on: those of `pub use`.
    pub fn handed_on(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for at in 1..self.tokens.len() {
            let is_public = ["pub", ")"].contains(&self.text(at - 1));
            if self.text(at) == "use" && is_public && !self.tokens[at].test {
                self.path_tree(at + 1, &[], &mut paths);
            }
        }
        paths.into_iter().map(|(_, path)| path).collect()
    }

    /// How many modules the file lies deep.
    fn depth(&self) -> usize {
        let is_index = ["/mod.rs", "src/lib.rs", "src/main.rs"]
            .iter()
            .any(|name| self.path.ends_with(name));
        self.path.matches('/').count() - usize::from(is_index)
    }

    /// Collects the paths of a `use` tree or a plain path that begins at `at`; where it ends.
    fn path_tree(
        &self,
        at: usize,
        before: &[String],
        paths: &mut Vec<(usize, Vec<String>)>,
    ) -> usize {
        if self.text(at) == "{" {
            let mut at = at + 1;
            while !["}", ""].contains(&self.text(at)) {
                at = match self.text(at) {
                    "," => at + 1,
                    "as" => at + 2,
                    _ => self.path_tree(at, before, paths),
                };
            }
            return at + 1;
        }
        let mut path = before.to_vec();
        if self.text(at) != "self" {
            path.push(self.text(at).to_owned());
        }
        let goes_on = self.text(at + 1) == "::" && {
            let next = self.text(at + 2);
            is_word(next) || next == "{" || next == "*"
        };
        if goes_on {
            return self.path_tree(at + 2, &path, paths);
        }
        paths.push((self.tokens.get(at).map_or(0, |token| token.line), path));
        at + 1
    }

    /// The beginnings of paths of files that are declared as `#[cfg(test)] mod name;`.
    pub fn test_files(&self) -> Vec<String> {
        let stem = self.path.trim_end_matches(".rs");
        let folder = match stem.rsplit_once('/') {
            Some((folder, "mod" | "lib" | "main")) => folder,
            _ => stem,
        };
        self.tokens
            .windows(3)
            .filter(|three| three[0].test && three[0].text == "mod" && three[2].text == ";")
            .flat_map(|three| {
                let name = &three[1].text;
                [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]
            })
            .collect()
    }
}

/// Splits a text into words and signs; `::` counts as one sign.
pub fn tokens(code: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut joins = None;
        for c in line.chars() {
            let kind = match c {
                _ if c.is_whitespace() => None,
                '"' => Some('"'),
                ':' => Some(':'),
                _ if c.is_alphanumeric() || c == '_' => Some('a'),
                _ => Some(' '),
            };
            match tokens.last_mut() {
                Some(token)
                    if kind == joins
                        && (kind == Some('a') || (kind == Some(':') && token.text == ":")) =>
                {
                    token.text.push(c);
                }
                Some(_) if kind == joins && kind == Some('"') => {}
                _ if kind.is_some() => tokens.push(Token {
                    text: c.to_string(),
                    line: number + 1,
                    test: false,
                }),
                _ => {}
            }
            joins = kind;
        }
    }
    tokens
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Where the head of an item ends: at its `{`, or at its `;`.
fn head_end(tokens: &[Token], from: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "{" | ";" if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// The sign that closes the bracket at `open`.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let (opens, closes) = match tokens[open].text.as_str() {
        "{" => ("{", "}"),
        "[" => ("[", "]"),
        _ => ("(", ")"),
    };
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        depth += i32::from(token.text == opens) - i32::from(token.text == closes);
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

/// Marks the items behind `#[cfg(test)]` and `#[cfg(all(test, …))]`.
fn mark_tests(list: &mut [Token]) {
    let attributes = ["#[cfg(test)]", "#[cfg(all(test,"].map(tokens);
    let mut at = 0;
    while at < list.len() {
        let is_test = attributes.iter().any(|attribute| {
            let here = list[at..].iter().map(|token| &token.text);
            here.take(attribute.len())
                .eq(attribute.iter().map(|token| &token.text))
        });
        let mut end = at;
        if is_test {
            end = head_end(list, at).unwrap_or(list.len() - 1);
            if list[end].text == "{" {
                end = closing(list, end);
            }
            list[at..=end]
                .iter_mut()
                .for_each(|token| token.test = true);
        }
        at = end + 1;
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Piece {
    Code,
    Comment,
    Literal,
}

/// Code and comments of a text, each with blanks in the place of the other and the same lines. A
/// literal becomes `"` signs in the code.
fn separate(text: &str) -> (String, String) {
    let chars: Vec<char> = text.chars().collect();
    let (mut code, mut comments) = (String::new(), String::new());
    let mut at = 0;
    while at < chars.len() {
        let (piece, length) = next_piece(&chars[at..]);
        let end = (at + length).min(chars.len());
        for &c in &chars[at..end] {
            code.push(match piece {
                Piece::Code => c,
                _ if c == '\n' => c,
                Piece::Comment => ' ',
                Piece::Literal => '"',
            });
            let shown = c == '\n' || piece == Piece::Comment;
            comments.push(if shown { c } else { ' ' });
        }
        at = end;
    }
    (code, comments)
}

/// What a text begins with, and how long that is.
fn next_piece(rest: &[char]) -> (Piece, usize) {
    match rest {
        ['/', '/', ..] => (Piece::Comment, count(rest, |c| c != '\n')),
        ['/', '*', ..] => (Piece::Comment, block_comment(rest)),
        ['"', ..] => (Piece::Literal, string(rest)),
        ['\'', '\\', _, more @ ..] => (Piece::Literal, 4 + count(more, |c| c != '\'')),
        ['\'', _, '\'', ..] => (Piece::Literal, 3),
        [c, ..] if c.is_alphanumeric() || *c == '_' => {
            let word = count(rest, |c| c.is_alphanumeric() || c == '_');
            let hashes = count(&rest[word..], |c| c == '#');
            let raw = matches!(rest[..word], ['r'] | ['b' | 'c', 'r'])
                && rest.get(word + hashes) == Some(&'"');
            if raw {
                (Piece::Literal, raw_string(rest, word + hashes + 1, hashes))
            } else {
                (Piece::Code, word)
            }
        }
        _ => (Piece::Code, 1),
    }
}

fn count(chars: &[char], holds: impl Fn(char) -> bool) -> usize {
    chars.iter().take_while(|c| holds(**c)).count()
}

/// Block comments nest.
fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += 1 + usize::from(rest[at] == '\\');
    }
    at + 1
}

fn raw_string(rest: &[char], from: usize, hashes: usize) -> usize {
    let mut at = from;
    while at < rest.len() && !(rest[at] == '"' && count(&rest[at + 1..], |c| c == '#') >= hashes) {
        at += 1;
    }
    at + 1 + hashes
}

#[test]
fn comments_and_literals_are_not_code() {
    let text = r##"let a = "x // y"; // note
let b = r#"un"safe"#; /* one /* two */ three */ let c = '"';
fn f<'a>(x: &'a str) -> char { '\'' } // it's
let r#type = b"\"unsafe";
"##;
    let source = Source::new("src/x.rs", text);
    let words: Vec<_> = source.tokens.iter().map(|token| &*token.text).collect();
    let wanted = r#"let a = " ; let b = " ; let c = " ; fn f < ' a > ( x : & ' a str ) - > char { " }
                    let r # type = b " ;"#;
    assert_eq!(words, wanted.split_whitespace().collect::<Vec<_>>());
    assert_eq!(source.comments[0].trim(), "// note");
    assert_eq!(source.comments[1].trim(), "/* one /* two */ three */");
    assert_eq!(source.tokens.last().map(|token| token.line), Some(4));
}

#[test]
fn test_code_is_marked_to_its_end() {
    let text = "fn a() {}\n#[cfg(test)]\n#[allow(x)]\nmod tests { fn b() { { } } }\nfn c() {}\n\
                #[cfg(test)]\nmod testing;\nfn d() {}\n#[cfg(not(test))]\nfn e() {}";
    let source = Source::new("src/dsp/mod.rs", text);
    let names = |test: bool| -> Vec<_> {
        let is_name = |two: &&[Token]| two[0].text == "fn" && two[0].test == test;
        source
            .tokens
            .windows(2)
            .filter(is_name)
            .map(|two| two[1].text.clone())
            .collect()
    };
    assert_eq!(names(false), ["a", "c", "d", "e"]);
    assert_eq!(names(true), ["b"]);
    assert_eq!(
        source.test_files(),
        ["src/dsp/testing.rs", "src/dsp/testing/"]
    );
    let source = Source::new("src/dsp/gate.rs", "#[cfg(test)] mod tests;");
    assert_eq!(source.test_files()[0], "src/dsp/gate/tests.rs");
}

#[test]
fn functions_are_found_with_their_bodies_and_comments() {
    let text = "trait T { fn a(&self) -> [f32; 2]; }\n/// Says so.\n#[inline]\npub fn b() {\n    \
                one();\n\n    // two\n    let f: fn(f32) = g;\n}\n";
    let source = Source::new("src/x.rs", text);
    let functions = source.functions();
    assert_eq!(functions.len(), 1);
    assert_eq!((&*functions[0].name, functions[0].line), ("b", 4));
    assert_eq!(Source::lines(&source.tokens[functions[0].body.clone()]), 2);
    let comment = source.comment_above(4, |code| code.starts_with('#'));
    assert_eq!(comment.trim(), "/// Says so.");
}

#[test]
fn paths_into_the_package_are_found_however_they_are_written() {
    let paths = |path: &str, text: &str| -> Vec<String> {
        let found = Source::new(path, text).package_paths();
        found.into_iter().map(|(_, path)| path.join("::")).collect()
    };
    let tree = "use crate::{a::{self, b as c, d::*}, e};";
    assert_eq!(paths("src/x/y.rs", tree), ["a", "a::b", "a::d::*", "e"]);
    let inline = "fn f(x: crate::a::B<u8>) { crate::c::d::<u8>(); C { x: $crate::e!() } }";
    assert_eq!(paths("src/x.rs", inline), ["a::B", "c::d", "e"]);
    let up = "use super::a; use super::super::b::c;";
    assert_eq!(paths("src/x/y.rs", up), ["b::c"]);
    assert_eq!(paths("src/x/mod.rs", up), ["a", "b::c"]);
    let quiet = "pub(crate) fn f() {} // crate::a\n#[cfg(test)] mod t { use crate::b; }";
    assert!(paths("src/x.rs", quiet).is_empty());
    assert_eq!(paths("src/main.rs", "use headroom::app;"), ["app"]);
}
