//! The widgets of the house: buttons, fields, rows, alerts, and the virtual list.
