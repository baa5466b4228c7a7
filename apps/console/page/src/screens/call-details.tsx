// One call: how it went in words, what its audio did, and every message of it.
import {useEffect, useState} from 'preact/hooks';
import {get, part} from '../api';
import {callSays, mediaFacts, quality} from '../call-says';
import {useCell} from '../cell';
import {callsEnded, extensions, fullNameOf} from '../lists';
import {Ladder} from '../parts/ladder';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import {hrefOf} from '../route';
import {dateTime} from '../says';
import type {Call, Leg, Problem} from '../types';
import {w} from '../words';

export function CallDetails({id}: { id: string }) {
  const [call, setCall] = useState<Call | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ended = useCell(callsEnded);
  useCell(extensions.items);
  useEffect(() => {
    void get<Call>(`/calls/${part(id)}`).then(answer => {
      setProblem(answer.ok ? null : answer.problem);
      if (answer.ok) setCall(answer.value);
    });
  }, [id, ended]);
  const back = <a href={hrefOf('calls')} data-testid="calls-back">{w.calls.all}</a>;
  if (!call) {
    return <Screen title={w.calls.one} actions={back} testid="call"><Notice problem={problem} />{!problem && <p aria-busy="true">{w.common.loading}</p>}</Screen>;
  }
  const facts: [string, string][] = [
    [w.calls.begin, dateTime(call.begin)],
    [w.calls.answer, call.answer ? dateTime(call.answer) : w.calls.never],
    [w.calls.end, call.end ? dateTime(call.end) : w.calls.notYet],
    [w.calls.reason, `${call.reason}${call.status ? ` (${call.status})` : ''}`],
    ...(call.transfers ? [[w.calls.transfers, call.transfers] as [string, string]] : []),
  ];
  return (
    <Screen title={callSays(call)} actions={back} testid="call">
      <section class="card" aria-label={w.calls.facts}>
        <Facts facts={facts} />
        {call.notes.length > 0 && (
          <ul class="notes">
            {call.notes.map((note, index) => <li key={index}><span class="time">+{(note.after_ms / 1000).toFixed(3)} s</span> {note.text}</li>)}
          </ul>
        )}
        <p class="muted">Call-ID <code>{call.call_id}</code></p>
      </section>
      <h2>{w.media.title}</h2>
      <div class="columns">{call.legs.map((leg, index) => <LegAudio key={index} leg={leg} />)}</div>
      <h2>{w.ladder.title} <span class="term">SIP</span></h2>
      <p class="muted">{w.ladder.lead}</p>
      {call.missed > 0 && <p class="muted">{w.ladder.missed(call.missed)}</p>}
      <Ladder legs={call.legs} messages={call.messages} />
    </Screen>
  );
}

export function Facts({facts}: { facts: [string, string][] }) {
  return (
    <dl class="facts">
      {facts.map(([what, value]) => <div key={what}><dt>{what}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function LegAudio({leg}: { leg: Leg }) {
  const name = fullNameOf(leg.name);
  return (
    <section class="card" aria-label={w.media.of(name)}>
      <h3>{name}</h3>
      {leg.media ? (
        <>
          <p class={`quality ${quality(leg.media)}`}>{w.media.quality[quality(leg.media)]}</p>
          <Facts facts={mediaFacts(leg.media)} />
        </>
      ) : <p class="muted">{w.media.none}</p>}
    </section>
  );
}
