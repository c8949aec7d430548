//! Which leaves there are, node by node, in the order of their lines (format 4.0), with what a desk says that was
//! just reset.

mod desk;
mod outputs;
mod sections;
mod status;
mod strips;

use super::builder::Builder;
use super::tree::Tree;
use crate::desk::mirror::Mirror;

/// The tree of a console; what was written into the shadows of the tree before stays.
pub fn tree(mirror: &Mirror, before: &Tree) -> Tree {
    let mut builder = Builder::new(mirror);
    desk::config(&mut builder);
    strips::all(&mut builder);
    outputs::all(&mut builder);
    desk::ports(&mut builder);
    status::all(&mut builder);
    let mut tree = builder.tree();
    tree.keep_shadows(before);
    tree
}
