//! Documents in the journal: one by one, or several that count together.

use super::Journal;
use super::waiting::Change;
use crate::show::journal::document::Document;
use std::ops::Bound;

impl Journal {
    /// Documents that change from here on, up to [`Self::end_together`], do so together: a crash leaves all of it or
    /// nothing.
    pub fn begin_together(&mut self) {
        self.together = Some(Vec::new());
    }

    /// What changed together is handed over.
    pub fn end_together(&mut self) {
        self.hand_over_together();
        self.together = None;
    }

    pub(super) fn hand_over_together(&mut self) {
        let changes = self.together.as_mut().map(std::mem::take);
        if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
            self.wait(Change::Documents(self.changes, changes));
        }
    }

    /// A document is this now: one line of JSON. One that is known to say the same already is no change.
    pub fn note(&mut self, key: &str, json: impl Into<Document>) {
        let json = json.into();
        let known = self.documents.get(key);
        if known.is_some_and(|known| known.is_known_to_be(&json)) {
            return;
        }
        self.documents.insert(key.to_owned(), json.clone());
        self.change(key.to_owned(), Some(json));
    }

    /// A document is gone.
    pub fn forget(&mut self, key: &str) {
        if self.documents.remove(key).is_some() {
            self.change(key.to_owned(), None);
        }
    }

    fn change(&mut self, key: String, json: Option<Document>) {
        if let Some(changes) = &mut self.together {
            self.changes += u64::from(changes.is_empty());
            changes.push((key, json));
        } else {
            self.changes += 1;
            self.wait(Change::Documents(self.changes, vec![(key, json)]));
        }
    }

    /// All documents whose keys begin so are gone.
    pub fn forget_all(&mut self, prefix: &str) {
        if self.documents_under(prefix).next().is_some() {
            self.hand_over_together();
            self.documents.retain(|key, _| !key.starts_with(prefix));
            self.changes += 1;
            self.wait(Change::Drop(self.changes, prefix.to_owned()));
        }
    }

    /// A document, as it is now.
    pub fn document(&self, key: &str) -> Option<&str> {
        self.documents.get(key).map(Document::text)
    }

    /// Bytes of a document; about, where its text is not made yet.
    pub fn document_size(&self, key: &str) -> Option<usize> {
        self.documents.get(key).map(Document::size)
    }

    /// The documents whose keys begin so, by key.
    pub fn documents_under<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Document)> {
        let from = self
            .documents
            .range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        from.take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, json)| (key.as_str(), json))
    }
}
