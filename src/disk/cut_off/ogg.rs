//! Ogg: pages, the last of which says that it is.

use super::shown::{Promise, Shown};
use std::os::unix::fs::FileExt;

/// A page is never longer.
const LONGEST_PAGE: u64 = 27 + 255 + 255 * 255;
/// The mark of a last page.
const IS_LAST: u8 = 4;

/// Whether its last page is missing, or is not whole.
pub(super) fn look(shown: &Shown) -> Option<Promise> {
    let begin = shown.length.saturating_sub(LONGEST_PAGE);
    let mut tail = vec![0; (shown.length - begin) as usize];
    shown.file.read_exact_at(&mut tail, begin).ok()?;
    let at = tail.windows(4).rposition(|bytes| bytes == b"OggS");
    let is_whole = at.and_then(|at| is_last_and_whole(&tail[at..]));
    (is_whole != Some(true)).then_some(Promise::More)
}

fn is_last_and_whole(page: &[u8]) -> Option<bool> {
    let (marks, segments) = (*page.get(5)?, usize::from(*page.get(26)?));
    let table = page.get(27..27 + segments)?;
    let body: usize = table.iter().map(|bytes| usize::from(*bytes)).sum();
    Some(marks & IS_LAST != 0 && page.len() >= 27 + segments + body)
}

#[cfg(test)]
mod tests {
    use super::is_last_and_whole;

    #[test]
    fn a_last_page_says_so_and_is_whole() {
        let page = |marks: u8| {
            let mut page = b"OggS\0".to_vec();
            page.push(marks);
            page.extend([0; 20]);
            page.extend([2, 255, 3]);
            page.extend([7; 258]);
            page
        };
        assert_eq!(is_last_and_whole(&page(4)), Some(true));
        assert_eq!(is_last_and_whole(&page(5)[..286]), Some(false));
        assert_eq!(is_last_and_whole(&page(4)[..20]), None);
        assert_eq!(is_last_and_whole(&page(0)), Some(false));
    }
}
