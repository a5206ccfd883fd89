//! kittest journeys and pictures of the window, in the process.

mod editor;
mod journeys;
mod widgets;
