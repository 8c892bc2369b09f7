//! Nothing is here: the tests are in tests/, the measurements in benches/, hostile policies in guests/.
