//! The sample: projects made at start, object trees described by a few numbers and written out when asked for.

pub mod building;
pub mod clock;
pub mod element;
pub mod geometry;
pub mod models;
pub mod names;
pub mod projects;
pub mod proxies;
pub mod random;
pub mod store;
pub mod tree;

/// How many projects the person who owns the tokens has.
pub const PROJECTS: usize = 130;
/// The main project, "Kvarnholmen block 7".
pub const MAIN_PROJECT: &str = "f3a91c07be";
/// How many models it has.
pub const MAIN_PROJECT_MODELS: usize = 160;
/// Its main model.
pub const MAIN_MODEL: &str = "4c19d07e6a";
/// The main model's full name.
pub const MAIN_MODEL_NAME: &str = "Architecture/Building A/Core and shell";
/// How many versions the main model has.
pub const MAIN_MODEL_VERSIONS: usize = 131;
/// How many of them, the oldest, are hidden by the subscription (`referencedObject` null).
pub const HIDDEN_VERSIONS: usize = 93;
/// The main model's newest version: the building of [`building::ELEMENTS`] elements.
pub const MAIN_VERSION: &str = "b83e0f4d21";
/// The version before it, which differs by [`building::ADDED`], [`building::REMOVED`] and [`building::CHANGED`].
pub const EARLIER_VERSION: &str = "a41f27c9e0";
/// A version of the main model whose picture has not been rendered.
pub const UNRENDERED_VERSION: &str = "6b0ce7d392";
/// A project that everybody may see, also without a token.
pub const PUBLIC_PROJECT: &str = "5d02e8b1c4";
/// A private project that the person has no part in.
pub const FOREIGN_PROJECT: &str = "0f0e1dbe16";
/// A project whose objects may not be loaded: `permissions.canLoad` is refused.
pub const NO_LOAD_PROJECT: &str = "9b4f07a2d3";
/// How many discussions the main project has, and how many more are archived and not counted.
pub const THREADS: usize = 1_250;
pub const ARCHIVED_THREADS: usize = 3;
/// The one attachment of the main project.
pub const BLOB: &str = "a17c0e55d9";
/// Index, before sorting, of the project whose newest versions exist in the new format only.
const BUNDLE_PROJECT_AT: usize = 20;
