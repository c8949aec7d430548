//! The text of a document, which may be made later, and elsewhere.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// A document's JSON, one line. Clones share it.
#[derive(Clone)]
pub struct Document(Arc<Inner>);

struct Inner {
    text: OnceLock<String>,
    make: Option<Box<dyn Fn() -> String + Send + Sync>>,
    /// Bytes, about, before it is made.
    bytes: usize,
}

impl Document {
    /// A document that whoever needs its text first makes: the writer of the journal, not the console, which has
    /// others to serve. It will have about so many bytes.
    pub fn later(bytes: usize, make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner {
            text: OnceLock::new(),
            make: Some(Box::new(make)),
            bytes,
        }))
    }

    /// The text; makes it, where nobody has.
    pub fn text(&self) -> &str {
        let make = || self.0.make.as_ref().map_or(String::new(), |make| make());
        self.0.text.get_or_init(make)
    }

    /// Its bytes; about, before it is made.
    pub fn size(&self) -> usize {
        self.0.text.get().map_or(self.0.bytes, String::len)
    }

    /// True where both are known to say the same without any work.
    pub fn is_known_to_be(&self, other: &Self) -> bool {
        let texts = self.0.text.get().zip(other.0.text.get());
        texts.is_some_and(|(one, other)| one == other)
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self(Arc::new(Inner {
            bytes: text.len(),
            text: OnceLock::from(text),
            make: None,
        }))
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn it_is_made_once_by_whoever_needs_it_first() {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let document = Document::later(100, || {
            MADE.fetch_add(1, Ordering::Relaxed);
            "[1]".to_owned()
        });
        let other = document.clone();
        assert_eq!((document.size(), MADE.load(Ordering::Relaxed)), (100, 0));
        assert!(!document.is_known_to_be(&other));
        assert_eq!(other.text(), "[1]");
        assert_eq!((document.text(), document.size()), ("[1]", 3));
        assert!(document.is_known_to_be(&"[1]".into()));
        assert_eq!(MADE.load(Ordering::Relaxed), 1);
    }
}
