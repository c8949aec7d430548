//! The one list: what is selected in it stays selected by what it is, not by where it stands.

/// Things of which one is selected.
#[derive(Clone, Debug)]
pub struct List<T> {
    items: Vec<T>,
    place: usize,
    /// What was selected is gone: nothing is, until somebody moves.
    is_lost: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            place: 0,
            is_lost: false,
        }
    }
}

impl<T> List<T> {
    /// What there is now; `is_same` tells whether two things are one.
    pub fn learn(&mut self, items: Vec<T>, is_same: impl Fn(&T, &T) -> bool) {
        if let Some(before) = self.selected() {
            let found = items.iter().position(|item| is_same(item, before));
            self.is_lost = found.is_none();
            self.place = found.unwrap_or(self.place);
        }
        self.place = self.place.min(items.len().saturating_sub(1));
        self.items = items;
    }

    /// All of them.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Which one is selected, by its place in the list, or next to which nothing is.
    pub fn place(&self) -> usize {
        self.place
    }

    /// The selected one.
    pub fn selected(&self) -> Option<&T> {
        self.items.get(self.place).filter(|_| !self.is_lost)
    }

    /// Selects another one.
    pub fn select(&mut self, place: usize) {
        self.place = place.min(self.items.len().saturating_sub(1));
        self.is_lost = false;
    }
}

/// What can be moved through with the keys of lists.
pub trait Rows {
    /// Moves the selection that many rows down.
    fn move_by(&mut self, by: isize);
}

impl<T> Rows for List<T> {
    fn move_by(&mut self, by: isize) {
        // Where the selected one is gone, the first move finds its place again.
        let by = if self.is_lost { 0 } else { by };
        self.select(self.place.saturating_add_signed(by));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &str) -> Vec<char> {
        items.chars().collect()
    }

    #[test]
    fn what_is_selected_stays_so_wherever_it_goes_and_nothing_takes_its_place() {
        let mut scenes = List::default();
        let same = |a: &char, b: &char| a == b;
        scenes.learn(list("abc"), same);
        scenes.move_by(1);
        scenes.learn(list("xxabc"), same);
        assert_eq!((scenes.selected(), scenes.place()), (Some(&'b'), 3));
        scenes.learn(list("xxac"), same);
        assert_eq!((scenes.selected(), scenes.place()), (None, 3));
        scenes.learn(list("xxac"), same);
        assert_eq!(scenes.selected(), None);
        scenes.move_by(-1);
        assert_eq!(scenes.selected(), Some(&'c'));
        scenes.move_by(-1);
        assert_eq!(scenes.selected(), Some(&'a'));
        scenes.learn(Vec::new(), same);
        scenes.move_by(1);
        assert_eq!(scenes.selected(), None);
        scenes.learn(list("ab"), same);
        scenes.move_by(isize::MIN);
        assert_eq!(scenes.selected(), Some(&'a'));
    }
}
