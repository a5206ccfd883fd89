//! kittest journeys and pictures of the window, in the process.

mod editor;
mod fixes;
mod journeys;
mod lists;
mod widgets;
