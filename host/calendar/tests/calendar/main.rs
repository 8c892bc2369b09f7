//! Tests of the calendar and of the clocks. Data stands in `tests/data`; `regenerate.py` there rebuilds what is frozen.

mod complaints;
mod days;
mod edges;
mod explained;
mod files;
mod golden;
mod properties;
mod support;
mod times;
mod vectors;
