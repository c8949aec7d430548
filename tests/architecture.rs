//! Holds the rules of the architecture over the source tree: who may import whom, what the
//! real-time side must not do, where `unsafe` may stand, how long functions and files may be.
//!
//! Everything that the rules depend on stands in the tables below, and in the table of modules in `src/lib.rs`. A rule reads sources and
//! returns what breaks it; `architecture/caught.rs` shows each one what it has to catch.

#[path = "architecture/caught.rs"]
mod caught;
#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/scan.rs"]
mod scan;
#[path = "architecture/table.rs"]
mod table;
#[path = "architecture/tree.rs"]
mod tree;

use rules::Faults;
use scan::Source;
use std::collections::BTreeSet;
use tree::{files, root, rust_files, src, strange_content};

/// Where `unsafe` may stand: a file, or every path that begins so.
const UNSAFE: &[&str] = &[
    "src/rt/ftz.rs",
    "src/rt/memory.rs",
    "src/engine/dispatch.rs",
    "src/backend/jack",
];

/// Where numbers have to come out the same on every machine, and the file that has the functions.
const EXACT: &[&str] = &["src/dsp/", "src/engine/", "src/demo/"];
const OWN_MATHS: &str = "src/dsp/math.rs";
/// Methods of floats that are left to the platform, or that cost a call per sample.
const FLOAT_METHODS: &str = "sin cos tan asin acos atan atan2 sin_cos sinh cosh tanh asinh acosh \
    atanh exp exp2 exp_m1 ln ln_1p log log2 log10 powf powi cbrt hypot mul_add floor ceil round \
    round_ties_even trunc fract";

/// Code that runs on the audio thread.
const REAL_TIME: &[&str] = &["src/engine/", "src/dsp/", "src/rt/", "src/demo/"];
/// Files in there, and functions of files, that run elsewhere.
const NOT_REAL_TIME: &[(&str, &str)] = &[
    ("src/engine/build", "*"),
    ("src/engine/plan.rs", "*"),
    ("src/engine/io.rs", "of"),
    ("src/rt/meter_tap.rs", "silent"),
    ("src/rt/meter_tap.rs", "merge"),
];
/// Functions that run elsewhere wherever they stand: those that make things or print them.
const CONSTRUCTORS: &[&str] = &["new", "build", "default", "fmt"];
const CONSTRUCTOR_PREFIXES: &[&str] = &["new_", "build_", "with_", "from_"];
/// A comment above a function that says so. The first wants a reason behind it, and may also stand
/// above a single statement.
const NOT_REAL_TIME_BECAUSE: &str = "not real-time:";
const NOT_ON_AUDIO_THREAD: &str = "not on the audio thread";

/// What the audio thread must not do, and what does it.
const NEVER: &[(&str, &str)] = &[
    (
        "allocates or frees",
        "Vec:: vec! Box:: String:: Arc::new Rc:: VecDeque:: HashMap:: BTreeMap:: .collect .clone( \
         .clone_from( .to_vec( .to_owned( .into_boxed_slice( .extend( .extend_from_slice( \
         .resize( .reserve( .append( .split_off(",
    ),
    (
        "formats, prints or logs",
        "format! print! println! eprint! eprintln! write! writeln! dbg! .to_string( tracing:: log::",
    ),
    (
        "waits or calls the system",
        "Mutex:: RwLock:: Condvar:: .lock( .wait( .join( .recv( .recv_timeout( thread:: fs:: \
         File:: Instant:: SystemTime::",
    ),
    (
        "panics",
        ".unwrap( .expect( panic! panic_any unreachable! todo! unimplemented! assert! assert_eq! \
         assert_ne!",
    ),
];

/// What panics when nobody reads what it prints: a terminal that is gone, a closed pipe, a full disk.
const PRINTS: &str = "print! println! eprint! eprintln! dbg!";

/// The longest function, and what nine of ten and half of them do not exceed: lines of code.
const FUNCTION_LINES: usize = 60;
const MOST_FUNCTIONS: usize = 20;
const HALF_THE_FUNCTIONS: usize = 8;
/// The longest file, and what half of them do not exceed: lines without those of its tests.
const FILE_LINES: usize = 400;
const HALF_THE_FILES: usize = 120;
const FILE_BYTES: u64 = 512 * 1024;

#[test]
fn modules_import_only_what_the_table_allows() {
    judge(
        &src(),
        rules::imports,
        "Go through a module that may be imported, or move the code to the module it belongs to. \
         The table is in src/lib.rs.",
    );
}

#[test]
fn the_table_of_modules_names_what_there_is() {
    let modules: BTreeSet<String> = src()
        .iter()
        .map(|source| source.module().to_owned())
        .filter(|module| module != "lib")
        .collect();
    let named: BTreeSet<String> = table::modules().keys().cloned().collect();
    assert_eq!(named, modules, "the table in src/lib.rs, and src/");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    conclude(
        &circles::circles(&src()),
        "Move what both need into a file of its own below them, or let one be told what it needs.",
    );
}

#[test]
fn unsafe_code_stands_in_its_few_files_and_says_why_it_is_sound() {
    judge(
        &src(),
        rules::unsafe_code,
        "`unsafe` may stand only in the files of UNSAFE in tests/architecture.rs; there, put a \
         comment `// SAFETY: …` right above each use.",
    );
}

#[test]
fn numbers_come_out_the_same_on_every_machine() {
    judge(
        &src(),
        rules::exact_maths,
        "Use the functions of src/dsp/math.rs; where one is missing, add it there. Test modules \
         may use everything.",
    );
}

#[test]
fn the_audio_thread_never_allocates_waits_prints_or_panics() {
    judge(
        &src(),
        rules::real_time,
        "Do it when the engine is built. A function that the audio thread never calls is named \
         new…, build…, with_…, from_… or default, or says so in the comment above it: \
         `// not real-time: reason`. The same comment above a statement excepts that statement.",
    );
}

#[test]
fn nothing_panics_because_nobody_reads_what_it_prints() {
    judge(
        &src(),
        rules::prints,
        "Results: `writeln!(out, …)?`; words beside the work: `diag::say`.",
    );
}

#[test]
fn functions_are_short() {
    let all: Vec<_> = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(rust_files)
        .collect();
    judge(
        &all,
        rules::long_functions,
        "Split it where it changes the subject.",
    );
}

#[test]
fn files_are_short() {
    judge(
        &src(),
        rules::long_files,
        "Split the file by subject. Test modules do not count.",
    );
}

#[test]
fn most_functions_and_files_are_shorter_still() {
    let mut functions: Vec<usize> = src().iter().flat_map(rules::function_lines).collect();
    functions.sort_unstable();
    let mut files: Vec<usize> = src().iter().map(Source::lines_without_tests).collect();
    files.sort_unstable();
    let (half, most) = (functions.len() / 2, functions.len() * 9 / 10);
    let found = (functions[half], functions[most], files[files.len() / 2]);
    assert!(
        found.0 <= HALF_THE_FUNCTIONS && found.1 <= MOST_FUNCTIONS && found.2 <= HALF_THE_FILES,
        "half of the functions have {} lines of {HALF_THE_FUNCTIONS}, nine of ten {} of {MOST_FUNCTIONS}; half of \
         the files {} of {HALF_THE_FILES}",
        found.0,
        found.1,
        found.2,
    );
}

#[test]
fn every_source_file_says_what_it_is_for() {
    judge(
        &src(),
        rules::missing_heading,
        "Begin the file with a `//!` comment: what is it for?",
    );
}

#[test]
fn tables_of_files_are_complete() {
    judge(
        &src(),
        rules::incomplete_tables,
        "Name the module in the table, or take the table out.",
    );
}

#[test]
fn the_tree_knows_nothing_of_any_machine_and_holds_nothing_large() {
    let faults: Faults = files(&root())
        .iter()
        .flat_map(|path| strange_content(path))
        .collect();
    conclude(
        &faults,
        "Name paths from the top of the repository; generate large data where it is needed.",
    );
}

fn judge(sources: &[Source], rule: fn(&Source) -> Faults, remedy: &str) {
    let faults: Faults = sources.iter().flat_map(rule).collect();
    conclude(&faults, remedy);
}

fn conclude(faults: &[String], remedy: &str) {
    assert!(faults.is_empty(), "\n\n{}\n\n{remedy}\n", faults.join("\n"));
}
