//! The table of modules in `src/lib.rs`: every module below `src/`, and the modules (or parts of them) that it
//! may import.

use super::tree::root;
use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

/// May import whatever there is.
pub const EVERYTHING: &str = "everything";

/// What each module may import: nothing, [`EVERYTHING`], or names of modules and of parts of them.
pub fn modules() -> &'static BTreeMap<String, Vec<String>> {
    static TABLE: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = fs::read_to_string(root().join("src/lib.rs")).unwrap_or_default();
        let table: BTreeMap<_, _> = text.lines().filter_map(row).collect();
        assert!(!table.is_empty(), "src/lib.rs has no table of modules");
        table
    })
}

/// A row of the table: a link to the module, what it is, and in backticks what it may import.
fn row(line: &str) -> Option<(String, Vec<String>)> {
    let cells: Vec<&str> = line
        .strip_prefix("//! |")?
        .split('|')
        .map(str::trim)
        .collect();
    let [module, _, imports, ""] = cells[..] else {
        return None;
    };
    let module = module.trim_matches(['[', ']']);
    let module = module.strip_prefix('`')?.strip_suffix('`')?;
    let imports = match imports {
        "nothing of ours" => Vec::new(),
        EVERYTHING => vec![EVERYTHING.to_owned()],
        list => list
            .split(", ")
            .map(|name| name.trim_matches('`').to_owned())
            .collect(),
    };
    Some((module.to_owned(), imports))
}

#[test]
fn a_row_says_what_a_module_may_import() {
    let of = |line| row(line).map(|(module, imports)| (module, imports.join(" ")));
    let is = |module: &str, imports: &str| Some((module.to_owned(), imports.to_owned()));
    assert_eq!(
        of("//! | [`tui`] | the terminal | `param`, `dsp::x` |"),
        is("tui", "param dsp::x")
    );
    assert_eq!(of("//! | `main` | it | nothing of ours |"), is("main", ""));
    assert_eq!(
        of("//! | [`app`] | it | everything |"),
        is("app", EVERYTHING)
    );
    assert_eq!(of("//! | module | what | may import |"), None);
    assert_eq!(of("//! |---|---|---|"), None);
}
