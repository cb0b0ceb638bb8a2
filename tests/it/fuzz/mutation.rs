//! Inputs that are nearly right: one from the corpus with a few things done to it.

use crate::attackers::Dice;

/// Longer ones are cut.
const MOST_BYTES: usize = 4_096;
/// Pieces that parsers trip over.
const PIECES: [&[u8]; 16] = [
    b"\0",
    b"\xff",
    b"\xc3\x28",
    b"\r\n",
    b"%00",
    b"%3Cx9%3E",
    b"<x9>",
    b"&&==",
    b"'\"",
    b"\xe2\x80\xae",
    b"..",
    b"@",
    b"9999999999999999999",
    b"-1",
    b"\"\"\"",
    b"[[",
];

/// One of the corpus, changed one to five times.
pub fn mutated(corpus: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut data = corpus[dice.below(corpus.len())].clone();
    for _ in 0..=dice.below(5) {
        change(&mut data, corpus, dice);
    }
    data.truncate(MOST_BYTES);
    data
}

fn change(data: &mut Vec<u8>, corpus: &[Vec<u8>], dice: &mut Dice) {
    let place = dice.below(data.len() + 1);
    match dice.below(7) {
        0 if place < data.len() => data[place] ^= 1 << dice.below(8),
        1 if place < data.len() => data[place] = u8::try_from(dice.below(256)).unwrap(),
        2 => {
            let piece = PIECES[dice.below(PIECES.len())];
            data.splice(place..place, piece.iter().copied());
        }
        3 => {
            let end = (place + 1 + dice.below(16)).min(data.len());
            data.drain(place..end.max(place));
        }
        4 => {
            let end = (place + dice.below(64)).min(data.len());
            let again = data[place..end].to_vec();
            data.splice(place..place, again);
        }
        5 => {
            let other = &corpus[dice.below(corpus.len())];
            let from = dice.below(other.len() + 1);
            data.truncate(place);
            data.extend_from_slice(&other[from..]);
        }
        _ => data.truncate(place),
    }
}
