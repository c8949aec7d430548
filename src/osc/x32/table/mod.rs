//! Which leaves there are, node by node, in the order of their lines (format 4.0), with what a desk says that was
//! just reset.

mod desk;
mod outputs;
mod sections;
mod status;
mod strips;

use super::tree::Builder;

/// Makes all nodes.
pub fn build(builder: &mut Builder) {
    desk::config(builder);
    strips::all(builder);
    outputs::all(builder);
    desk::ports(builder);
    status::all(builder);
}
