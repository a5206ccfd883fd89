//! A table as somebody wants to see it: filtered, sorted, grouped, added up. Rows are `u32` places in the
//! table; nothing here copies a cell. All of it is for the pool, and ends when told to stop.

mod distinct;
mod filter;
mod group;
mod positions;
mod profile;
#[cfg(test)]
mod tests;
mod total;

pub use distinct::{Distinct, distinct};
pub use filter::{Filter, Test, filter};
pub use group::{Group, Groups, group};
pub use positions::{Place, Positions};
pub use profile::{BARS, Histogram, Profile, profile};
pub use total::{Extreme, Part, Total, of_cells, total};

/// Rows of one unit of parallel work.
const CHUNK: usize = 1 << 15;
