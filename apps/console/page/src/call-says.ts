// A call in plain words: "Alice called Bob, talked 2:10".
import {nameOf} from './lists';
import {duration, number} from './says';
import type {CallRecord, Media} from './types';
import {w} from './words';

export function talkedFor(call: CallRecord): number | null {
  if (!call.answer || !call.end) return null;
  return (Date.parse(call.end) - Date.parse(call.answer)) / 1000;
}

export function callSays(call: CallRecord): string {
  const who = w.calls.called(nameOf(call.caller), nameOf(call.callee));
  const talked = talkedFor(call);
  if (call.disposition === 'answered' && talked !== null) return w.calls.with(who, w.calls.talked(duration(talked)));
  return w.calls.with(who, w.calls.ended[call.disposition] ?? call.disposition);
}

export const isGood = (call: CallRecord) => call.disposition === 'answered' || call.disposition === 'in progress';

// What a listener would have noticed, judged by loss and jitter of what came from the phone.
export function quality(media: Media): keyof typeof w.media.quality {
  const received = media.received ?? 0;
  if (received === 0) return 'silent';
  const spoilt = ((media.lost ?? 0) + (media.late ?? 0)) / (received + (media.lost ?? 0));
  if (spoilt > 0.05 || (media.jitter_ms ?? 0) > 80) return 'bad';
  return spoilt > 0.01 || (media.jitter_ms ?? 0) > 30 ? 'fair' : 'good';
}

export function mediaFacts(media: Media): [string, string][] {
  const facts: [string, string][] = [];
  const add = (what: string, value: string | undefined) => { if (value) facts.push([what, value]); };
  const received = media.received ?? 0;
  const lost = media.lost ?? 0;
  add(w.media.codec, media.codec);
  add(w.media.received, number(received));
  add(w.media.lost, `${number(lost)} (${number(received + lost > 0 ? 100 * lost / (received + lost) : 0, 1)} %)`);
  add(w.media.late, number(media.late ?? 0));
  add(w.media.jitter, `${number(media.jitter_ms ?? 0, 1)} ms`);
  add(w.media.sent, number(media.sent ?? 0));
  if (media.remote) {
    add(w.media.remote, w.media.remoteSays(number(media.remote.lost_percent ?? 0, 1), number(media.remote.jitter_ms ?? 0, 1)));
  }
  if (media.round_trip_ms != null) add(w.media.roundTrip, `${number(media.round_trip_ms, 1)} ms`);
  add(w.media.promised, media.promised);
  add(w.media.real, media.real);
  return facts;
}
