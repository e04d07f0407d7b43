//! Whatever comes over a connection of syslog, it gives the same messages in any pieces, holds no more
//! than one message and one piece, and each of them is a request or a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_usage::{BadFrame, Cut, Format, Frames, Line, Lines, MAX_LINE, Reader};

fn messages(stream: &[u8], piece: usize) -> Result<Vec<Option<Vec<u8>>>, BadFrame> {
    let mut frames = Frames::new();
    let mut found = Vec::new();
    for piece in stream.chunks(piece) {
        frames.push(piece);
        while let Some(line) = frames.next()? {
            found.push(own(line));
        }
    }
    found.extend(frames.end().map(own));
    Ok(found)
}

fn own(line: Line<'_>) -> Option<Vec<u8>> {
    match line {
        Line::Whole(line) => Some(line.to_vec()),
        Line::TooLong => None,
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&piece, stream)) = bytes.split_first() else { return };
    let piece = usize::from(piece) + 1;
    let found = messages(stream, piece);
    assert_eq!(found, messages(stream, stream.len().max(1)));
    let reader = Reader::new(Format::Combined, i64::MAX).expect("the tables are fine");
    let mut reader = reader.behind_syslog(true);
    for message in found.into_iter().flatten().flatten() {
        assert!(message.len() <= MAX_LINE);
        let _ = reader.read(&message);
    }
    let (mut cut, mut pieces) = (Cut::new(), Vec::new());
    for piece in stream.chunks(piece) {
        cut.push(piece, &mut |line| pieces.push(own(line)));
    }
    cut.end(&mut |line| pieces.push(own(line)));
    let (mut lines, mut whole) = (Lines::new(stream), Vec::new());
    while let Some(line) = lines.next().expect("memory can be read") {
        whole.push(own(line));
    }
    // A mark that it is UTF-8 is taken off a file, not off a stream.
    assert!(stream.starts_with("\u{feff}".as_bytes()) || pieces == whole);
});
