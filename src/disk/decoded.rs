//! Every format but wave files: packets of a container, decoded by symphonia.

use super::cut_off::{Container, Promise, mended};
use super::unreadable::{CONVERT, Unreadable};
use std::fs::File;
use std::io::ErrorKind;
use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::CODEC_ID_FLAC;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::Timestamp;
use symphonia::default::{get_codecs, get_probe};

/// Most channels of a file, as in wave files.
const MAX_CHANNELS: usize = 255;

/// Frames that are decoded before a place to which somebody goes: decoders of MP3 and Vorbis need what was before.
const RUN_UP: u64 = 8192;

/// A file that is being decoded, packet by packet.
pub struct DecodedFile {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    rate: u32,
    /// Frames of the whole file, if its header says it.
    frames: Option<u64>,
    /// Frames decoded so far.
    decoded: u64,
    /// The samples of the last packet, a list per channel.
    packet: Vec<Vec<f32>>,
    /// Frames of the packet that are behind us, and that the last advance took.
    at: usize,
    taken: usize,
    /// Where the next packet has to begin, in formats whose packets say where they belong.
    next: Option<i64>,
    /// Frames of the longest packet.
    longest: u64,
    /// What the header had promised, where it was mended.
    promise: Option<Promise>,
    is_flac: bool,
    notes: Vec<String>,
}

impl DecodedFile {
    /// Opens a file of this kind and decodes its first packet.
    ///
    /// # Errors
    /// What cannot be read of it, and what to do.
    pub fn open(file: File, (kind, container): (&str, Container)) -> Result<Self, Unreadable> {
        let (shown, promise) = mended(file, container)?;
        let stream = MediaSourceStream::new(Box::new(shown), MediaSourceStreamOptions::default());
        let format = get_probe()
            .probe(
                &Hint::new(),
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(|error| unreadable(&error, kind))?;
        let Some(track) = format.default_track(TrackType::Audio) else {
            return Err(Unreadable::of(format!(
                "is {kind} without sound; name another"
            )));
        };
        let Some(parameters) = track.codec_params.as_ref().and_then(|codec| codec.audio()) else {
            return Err(Unreadable::of(format!(
                "is {kind} whose sound is of an unknown kind; {CONVERT}"
            )));
        };
        // Before anything is allocated by it.
        let channels = parameters.channels.as_ref().map_or(1, Channels::count);
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(Unreadable::channels(channels));
        }
        let decoder = get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(|error| unreadable(&error, kind))?;
        let is_flac = parameters.codec == CODEC_ID_FLAC;
        let (track, frames) = (track.id, track.num_frames);
        let mut file = Self {
            format,
            decoder,
            track,
            rate: 0,
            frames,
            decoded: 0,
            packet: Vec::new(),
            at: 0,
            taken: 0,
            next: None,
            longest: 0,
            promise,
            is_flac,
            notes: Vec::new(),
        };
        file.refill()?;
        if file.rate == 0 {
            return Err(Unreadable::of(format!(
                "is {kind} without sound; name another"
            )));
        }
        Ok(file)
    }

    /// Samples of a frame.
    pub fn channels(&self) -> usize {
        self.packet.len()
    }

    /// In Hz.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Its length, where its header says it.
    pub fn frames(&self) -> Option<u64> {
        self.frames
    }

    /// What a person should know of it, as sentences that go on behind its name.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Goes on by up to so many frames; the number of those that [`DecodedFile::copy`] gives now, 0 at the end.
    ///
    /// # Errors
    /// The file is damaged, or cannot be read any more.
    pub fn advance(&mut self, frames: usize) -> Result<usize, Unreadable> {
        self.at += self.taken;
        self.taken = 0;
        if self.at == self.length() {
            self.refill()?;
        }
        self.taken = frames.min(self.length() - self.at);
        Ok(self.taken)
    }

    /// Goes to a frame; behind the last one, to the end. What lies between is decoded from a place before it that
    /// the container knows.
    ///
    /// # Errors
    /// The file is damaged, or cannot be read any more.
    pub fn seek(&mut self, frame: u64) -> Result<(), Unreadable> {
        let frame = frame.min(self.frames.unwrap_or(u64::MAX));
        let before = frame.saturating_sub(RUN_UP);
        let to = SeekTo::Timestamp {
            ts: Timestamp::from(before.cast_signed()),
            track_id: self.track,
        };
        let found = self.format.seek(SeekMode::Accurate, to);
        let found = found.map_err(|error| self.damaged(&error.to_string()))?;
        self.decoder.reset();
        (self.at, self.taken, self.next) = (0, 0, None);
        self.decoded = found.actual_ts.get().max(0).cast_unsigned();
        self.packet.iter_mut().for_each(Vec::clear);
        let mut left = frame.saturating_sub(self.decoded);
        while left > 0 {
            match self.advance(left as usize)? {
                0 => break,
                read => left -= read as u64,
            }
        }
        Ok(())
    }

    /// Fills `out` with a channel of the frames of the last advance.
    pub fn copy(&self, channel: usize, out: &mut [f32]) {
        let samples = &self.packet[channel][self.at..self.at + self.taken];
        out.copy_from_slice(samples);
    }

    fn length(&self) -> usize {
        self.packet.first().map_or(0, Vec::len)
    }

    /// Decodes packets until there are samples; leaves none at the end.
    fn refill(&mut self) -> Result<(), Unreadable> {
        self.at = 0;
        self.packet.iter_mut().for_each(Vec::clear);
        while self.length() == 0 {
            let Some(packet) = self.packet()? else {
                self.end();
                return Ok(());
            };
            self.decode(&packet)?;
        }
        Ok(())
    }

    /// The next packet of our track; none at the end, and where a file breaks off.
    fn packet(&mut self) -> Result<Option<Packet>, Unreadable> {
        loop {
            match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => return Ok(Some(packet)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(Error::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                    return Ok(None);
                }
                Err(error) => return Err(self.damaged(&error.to_string())),
            }
        }
    }

    fn decode(&mut self, packet: &Packet) -> Result<(), Unreadable> {
        let decoded = match self.decoder.decode(packet) {
            Ok(decoded) => decoded,
            Err(error) => {
                let why = error.to_string();
                return Err(self.damaged(&why));
            }
        };
        let spec = decoded.spec();
        let same = spec.rate() == self.rate && spec.channels().count() == self.packet.len();
        if self.rate != 0 && !same {
            return Err(self.damaged("its rate or its channels change"));
        }
        // A packet whose check sum is wrong is left out.
        if self.next.is_some_and(|next| packet.pts.get() != next) {
            return Err(self.damaged("a piece is missing"));
        }
        self.rate = spec.rate();
        decoded.copy_to_vecs_planar::<f32>(&mut self.packet);
        let next = packet
            .pts
            .get()
            .saturating_add_unsigned(self.length() as u64);
        self.next = self.is_flac.then_some(next);
        self.decoded += self.length() as u64;
        self.longest = self.longest.max(self.length() as u64);
        Ok(())
    }

    /// Says so where the end comes before its time.
    fn end(&mut self) {
        let seconds = |frames: u64| frames as f64 / f64::from(self.rate.max(1));
        let all = seconds(self.decoded);
        // The last packet of some formats is shorter than the header counts it.
        let promised = self
            .frames
            .filter(|frames| *frames >= self.decoded + self.longest);
        let note = match (self.promise, promised) {
            (Some(Promise::Frames(frames)), _) | (None | Some(Promise::More), Some(frames)) => {
                format!(
                    "breaks off after {all:.3} seconds, though its header promises {:.3}; what is there is read",
                    seconds(frames)
                )
            }
            (Some(Promise::NoLength), _) => format!(
                "does not say how long it is, as if its recorder had died; all of its {all:.3} seconds are read"
            ),
            (Some(Promise::More), None) => {
                format!("breaks off after {all:.3} seconds; what is there is read")
            }
            (None, None) => return,
        };
        if self.notes.is_empty() {
            self.notes.push(note);
        }
    }

    fn damaged(&self, why: &str) -> Unreadable {
        let at = self.decoded as f64 / f64::from(self.rate.max(1));
        Unreadable::of(format!(
            "is damaged after {at:.3} seconds ({why}); save it anew"
        ))
    }
}

/// Why a file of this kind cannot be opened.
fn unreadable(error: &Error, kind: &str) -> Unreadable {
    match error {
        Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Unreadable::of(
            format!("is {kind} that is cut off before its sound begins; save it anew"),
        ),
        Error::IoError(error) => Unreadable::of(format!("cannot be read: {error}")),
        Error::Unsupported(what) => Unreadable::of(format!(
            "is {kind} whose sound is in a form that is not read ({what}); {CONVERT}"
        )),
        error => Unreadable::of(format!(
            "is {kind} whose beginning is damaged ({error}); save it anew"
        )),
    }
}
