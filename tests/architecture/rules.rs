//! The rules: each reads one source and returns what breaks it.

use super::scan::{Function, Source, closing, tokens};
use super::table::{self, EVERYTHING};
use super::{
    CONSTRUCTOR_PREFIXES, CONSTRUCTORS, EXACT, FILE_LINES, FLOAT_METHODS, FUNCTION_LINES, NEVER,
    NOT_ON_AUDIO_THREAD, NOT_REAL_TIME, NOT_REAL_TIME_BECAUSE, OWN_MATHS, PRINTS, REAL_TIME,
    UNSAFE,
};

/// What breaks a rule, as `file:line: what`.
pub type Faults = Vec<String>;

pub fn imports(source: &Source) -> Faults {
    let module = source.module();
    let everything = [EVERYTHING.to_owned()];
    let allowed = match (module, table::modules().get(module)) {
        ("lib", _) => &everything[..],
        (_, Some(allowed)) => allowed,
        (_, None) => {
            let fault = format!("{}:1: module `{module}` is not in the table", source.path);
            return vec![fault];
        }
    };
    let paths = source.package_paths().into_iter();
    let strange = paths.filter(|(_, path)| !may_import(module, allowed, path));
    strange
        .map(|(line, path)| {
            let (file, path) = (&source.path, path.join("::"));
            let allowed = allowed.join(", ");
            format!("{file}:{line}: `{path}`; `{module}` may import: {allowed}")
        })
        .collect()
}

fn may_import(module: &str, allowed: &[String], path: &[String]) -> bool {
    let Some(first) = path.first() else {
        return true;
    };
    let known = first == "*" || table::modules().contains_key(first);
    let begins_with = |part: &String| {
        let mut rest = path.iter();
        part.split("::")
            .all(|word| rest.next().is_some_and(|next| next == word))
    };
    let is_everything = allowed.iter().any(|part| part == EVERYTHING);
    !known || first == module || is_everything || allowed.iter().any(begins_with)
}

pub fn unsafe_code(source: &Source) -> Faults {
    let may = UNSAFE.iter().any(|path| source.path.starts_with(path));
    let mut faults = Vec::new();
    for (at, token) in source.tokens.iter().enumerate() {
        let waived = token.text == "unsafe_code"
            && at >= 2
            && ["allow", "expect"].contains(&source.text(at - 2));
        let wants_reason = token.text == "unsafe" && ["{", "impl"].contains(&source.text(at + 1));
        let (path, line) = (&source.path, token.line);
        if (token.text == "unsafe" || waived) && !may {
            faults.push(format!("{path}:{line}: `{}` outside its files", token.text));
        } else if wants_reason && !statement_comment(source, line).contains("SAFETY:") {
            faults.push(format!("{path}:{line}: `unsafe` without `// SAFETY:`"));
        }
    }
    faults
}

/// The comments on and above the statement that goes on or begins in line `line`.
fn statement_comment(source: &Source, line: usize) -> String {
    source.comment_above(line, |code| !code.ends_with([';', '{', '}']))
}

pub fn exact_maths(source: &Source) -> Faults {
    if !within(EXACT, &source.path) || source.path == OWN_MATHS {
        return Vec::new();
    }
    let methods: Vec<_> = FLOAT_METHODS.split_whitespace().collect();
    let platform = |at: usize| {
        let (before, word) = (&source.tokens[..at], source.text(at));
        let method = methods.contains(&word)
            && match before {
                [.., owner, sign] if sign.text == "::" => ["f32", "f64"].contains(&&*owner.text),
                [.., sign] => sign.text == "." && source.text(at + 1) == "(",
                [] => false,
            };
        let rough = word
            .split('_')
            .any(|part| part == "rcp" || part.starts_with("rsqrt"));
        method || rough
    };
    (0..source.tokens.len())
        .filter(|&at| !source.tokens[at].test && platform(at))
        .map(|at| {
            let (line, word) = (source.tokens[at].line, source.text(at));
            format!(
                "{}:{line}: `{word}` is left to the platform or slow",
                source.path
            )
        })
        .collect()
}

pub fn real_time(source: &Source) -> Faults {
    if !within(REAL_TIME, &source.path) || is_excepted(&source.path, "*") {
        return Vec::new();
    }
    let functions = source.functions();
    let elsewhere: Vec<_> = functions
        .iter()
        .filter(|f| runs_elsewhere(source, f))
        .collect();
    let counts = |at: usize| {
        functions.iter().any(|function| function.body.contains(&at))
            && !copies_an_index(source, at)
            && !gives_a_reason(&statement_comment(source, source.tokens[at].line))
            && !elsewhere.iter().any(|function| function.body.contains(&at))
    };
    let mut faults = Vec::new();
    for (why, patterns) in NEVER {
        for pattern in patterns.split_whitespace() {
            let wanted = tokens(pattern);
            let found = (0..source.tokens.len()).filter(|&at| source.is_at(at, &wanted));
            faults.extend(found.map(|at| (at, pattern, *why)));
        }
    }
    let push = tokens(".push(");
    let grows = |&at: &usize| source.is_at(at, &push) && grows_a_list(source, at);
    let found = (0..source.tokens.len()).filter(grows);
    faults.extend(found.map(|at| (at, ".push(", "may allocate")));
    faults.sort_unstable();
    faults
        .into_iter()
        .filter(|(at, ..)| counts(*at))
        .map(|(at, pattern, why)| {
            let line = source.tokens[at].line;
            format!("{}:{line}: `{pattern}` {why}", source.path)
        })
        .collect()
}

/// Whether the audio thread never calls it.
fn runs_elsewhere(source: &Source, function: &Function) -> bool {
    let name = function.name.as_str();
    let comment = source.comment_above(function.line, |code| code.starts_with("#["));
    CONSTRUCTORS.contains(&name)
        || CONSTRUCTOR_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
        || is_excepted(&source.path, name)
        || comment.to_lowercase().contains(NOT_ON_AUDIO_THREAD)
        || gives_a_reason(&comment)
}

/// Whether a comment says why the code below it is not real-time code.
fn gives_a_reason(comment: &str) -> bool {
    let reason = comment.split_once(NOT_REAL_TIME_BECAUSE);
    reason.is_some_and(|(_, reason)| !reason.trim().is_empty())
}

/// Whether `.clone()` at `at` copies a range that indexes: `x[frames.clone()]`.
fn copies_an_index(source: &Source, at: usize) -> bool {
    source.is_at(at, &tokens(".clone()]"))
}

/// Whether the table lists the function of that file, or with `*` the whole file.
fn is_excepted(path: &str, function: &str) -> bool {
    let lists = |&(begin, name): &(&str, &str)| path.starts_with(begin) && name == function;
    NOT_REAL_TIME.iter().any(lists)
}

/// A ring's `push` returns a result that has to be used; a list's `push` is a statement.
fn grows_a_list(source: &Source, at: usize) -> bool {
    let ends = source.text(closing(&source.tokens, at + 2) + 1) == ";";
    let before = source.tokens[..at]
        .iter()
        .rev()
        .map(|token| token.text.as_str());
    let mut statement = before.take_while(|text| ![";", "{", "}"].contains(text));
    ends && !statement.any(|text| ["=", "return", "match"].contains(&text))
}

/// Macros that panic when their output goes nowhere, outside of test modules.
pub fn prints(source: &Source) -> Faults {
    let patterns: Vec<_> = PRINTS.split_whitespace().map(tokens).collect();
    let prints = |at: &usize| patterns.iter().any(|wanted| source.is_at(*at, wanted));
    (0..source.tokens.len())
        .filter(|&at| !source.tokens[at].test)
        .filter(prints)
        .map(|at| {
            let (line, word) = (source.tokens[at].line, source.text(at));
            format!("{}:{line}: `{word}!` panics when nobody reads", source.path)
        })
        .collect()
}

/// The lengths of the functions of a file outside its tests.
pub fn function_lines(source: &Source) -> Vec<usize> {
    let functions = source.functions().into_iter();
    let functions = functions.map(|function| &source.tokens[function.body]);
    let untested = functions.filter(|body| body.first().is_some_and(|token| !token.test));
    untested.map(Source::lines).collect()
}

pub fn long_functions(source: &Source) -> Faults {
    let length = |f: &Function| Source::lines(&source.tokens[f.body.clone()]);
    let functions = source.functions();
    let long = functions
        .iter()
        .filter(|function| length(function) > FUNCTION_LINES);
    long.map(|function| {
        let (line, name, lines) = (function.line, &function.name, length(function));
        format!(
            "{}:{line}: `{name}` has {lines} lines of {FUNCTION_LINES}",
            source.path
        )
    })
    .collect()
}

pub fn long_files(source: &Source) -> Faults {
    let lines = source.lines_without_tests();
    let long =
        (lines > FILE_LINES).then(|| format!("{}:1: {lines} lines of {FILE_LINES}", source.path));
    long.into_iter().collect()
}

/// Modules that a table of files, in the heading of the module that they are in, leaves out.
pub fn incomplete_tables(source: &Source) -> Faults {
    let heading = source.heading().replace("mod@", "");
    if !heading.contains("| file |") {
        return Faults::new();
    }
    let names = |at: usize| {
        let is_one = source.text(at) == "mod" && source.text(at + 2) == ";";
        is_one
            .then(|| source.text(at + 1))
            .filter(|_| !source.tokens[at].test)
    };
    let modules = (0..source.tokens.len()).filter_map(names);
    let missing = modules.filter(|name| !heading.contains(&format!("`{name}`")));
    missing
        .map(|name| format!("{}:1: the table leaves out `{name}`", source.path))
        .collect()
}

pub fn missing_heading(source: &Source) -> Faults {
    let has_one = source.comment_above(1, |_| false).starts_with("//!");
    let fault = format!("{}:1: no `//!` comment in the first line", source.path);
    (!has_one).then_some(fault).into_iter().collect()
}

fn within(folders: &[&str], path: &str) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}
