//! Subscriptions over a socket: what is said to a server and what it says, without the socket.
//!
//! [`LiveProtocol`] is the interface between the words of a protocol and the course of a subscription:
//! [`LegacyGraphqlWs`] speaks what Speckle's server speaks, [`Subscription`] is the course. Whoever has a socket
//! passes texts in and does what comes out; the token never passes through here.

mod legacy;
mod protocol;
mod subscription;

pub use legacy::LegacyGraphqlWs;
pub use protocol::{Heard, LiveProtocol, NotUnderstood};
pub use subscription::{Came, End, Step, Subscription};
